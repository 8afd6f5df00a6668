# SPDX-License-Identifier: GPL-2.0-only
"""BLS12-381 in plain Python integers, for checking, not for speed or secrets.

Written from the curve's definition and on purpose unlike kmod/zk: Fp12 is
Fp[w]/(w^12 - 2w^6 + 2) with its twelve coefficients packed into one big
integer, so that a product is one integer product, instead of a tower of
extensions; subgroup membership is multiplication by the order.
"""

P = int("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
        "1eabfffeb153ffffb9feffffffffaaab", 16)
R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001
X = 0xd201000000010000  # the curve's parameter is -X

INF = None  # the point at infinity; other points are (x, y)
G1 = (int("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58"
          "6c55e83ff97a1aeffb3af00adb22c6bb", 16),
      int("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3ed"
          "d03cc744a2888ae40caa232946c5e7e1", 16))


class DecodeError(ValueError):
    """An encoding that must be refused: the verdict's name, and which element it is in"""

    def __init__(self, verdict, element=""):
        super().__init__(verdict)
        self.verdict, self.element = verdict, element


# --- G1, Jacobian coordinates (x, y, z), z = 0 at infinity -------------------

def jac(pt):
    return (1, 1, 0) if pt is INF else (pt[0], pt[1], 1)


def jac_dbl(a):
    x, y, z = a
    if z == 0 or y == 0:
        return (1, 1, 0)
    yy = y * y % P
    s = 4 * x * yy % P
    m = 3 * x * x % P
    x3 = (m * m - 2 * s) % P
    return (x3, (m * (s - x3) - 8 * yy * yy) % P, 2 * y * z % P)


def jac_add(a, b):
    if a[2] == 0:
        return b
    if b[2] == 0:
        return a
    za, zb = a[2] * a[2] % P, b[2] * b[2] % P
    ua, ub = a[0] * zb % P, b[0] * za % P
    sa, sb = a[1] * zb * b[2] % P, b[1] * za * a[2] % P
    if ua == ub:
        return jac_dbl(a) if sa == sb else (1, 1, 0)
    h, q = (ub - ua) % P, (sb - sa) % P
    hh = h * h % P
    hhh, v = h * hh % P, ua * hh % P
    x3 = (q * q - hhh - 2 * v) % P
    return (x3, (q * (v - x3) - sa * hhh) % P, a[2] * b[2] * h % P)


def affine(a):
    if a[2] == 0:
        return INF
    zi = pow(a[2], -1, P)
    return (a[0] * zi * zi % P, a[1] * zi * zi * zi % P)


def neg(pt):
    return INF if pt is INF else (pt[0], -pt[1] % P)


def add(a, b):
    return affine(jac_add(jac(a), jac(b)))


def jac_mul(pt, k):
    """k * pt for any k >= 0, not reduced modulo the order"""
    acc, base = (1, 1, 0), jac(pt)
    for bit in bin(k)[2:]:
        acc = jac_dbl(acc)
        if bit == "1":
            acc = jac_add(acc, base)
    return acc


def mul(pt, k):
    return affine(jac_mul(pt, k))


def msm(points, scalars):
    """sum of scalars[i] * points[i], by buckets"""
    terms = [(jac(p), s % R) for p, s in zip(points, scalars) if s % R and p is not INF]
    c = 4 if len(terms) < 64 else 6
    acc = (1, 1, 0)
    for shift in reversed(range(0, 256, c)):
        for _ in range(c):
            acc = jac_dbl(acc)
        buckets = [(1, 1, 0)] * (1 << c)
        for p, s in terms:
            d = s >> shift & (1 << c) - 1
            if d:
                buckets[d] = jac_add(buckets[d], p)
        run = tot = (1, 1, 0)
        for b in reversed(buckets[1:]):
            run = jac_add(run, b)
            tot = jac_add(tot, run)
        acc = jac_add(acc, tot)
    return affine(acc)


def on_curve(pt):
    return pt is INF or (pt[1] * pt[1] - pt[0] ** 3 - 4) % P == 0


def g1_encode(pt):
    if pt is INF:
        return b"\xc0" + bytes(47)
    flags = 0x80 | (0x20 if pt[1] > (P - 1) // 2 else 0)
    out = bytearray(pt[0].to_bytes(48, "big"))
    out[0] |= flags
    return bytes(out)


def g1_decode(data, subgroup=True):
    assert len(data) == 48
    flags, x = data[0] >> 5, int.from_bytes(data, "big") & ((1 << 381) - 1)
    if not flags & 4 or (flags & 2 and (flags & 1 or x)):
        raise DecodeError("point_flags")
    if flags & 2:
        return INF
    if x >= P:
        raise DecodeError("point_range")
    yy = (x ** 3 + 4) % P
    y = pow(yy, (P + 1) // 4, P)
    if y * y % P != yy:
        raise DecodeError("point_off_curve")
    if (y > (P - 1) // 2) != bool(flags & 1):
        y = P - y
    if subgroup and jac_mul((x, y), R)[2]:
        raise DecodeError("point_subgroup")
    return (x, y)


# --- Fp2 = Fp[u]/(u^2 + 1) as (c0, c1), and G2 in affine coordinates ---------

def f2_mul(a, b):
    return ((a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P)


def f2_sub(a, b):
    return ((a[0] - b[0]) % P, (a[1] - b[1]) % P)


def f2_scale(a, k):
    return (a[0] * k % P, a[1] * k % P)


def f2_inv(a):
    d = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return (a[0] * d % P, -a[1] * d % P)


def f2_sqrt(a):
    """A square root by way of the norm; None if there is none"""
    n = pow(a[0] * a[0] + a[1] * a[1], (P + 1) // 4, P)
    for s in (n, P - n):
        t = (a[0] + s) * pow(2, -1, P) % P
        c0 = pow(t, (P + 1) // 4, P)
        if c0 == 0 or c0 * c0 % P != t:
            continue
        r = (c0, a[1] * pow(2 * c0, -1, P) % P)
        if f2_mul(r, r) == a:
            return r
    return None


def g2_on_curve(q):
    return f2_sub(f2_mul(q[1], q[1]), f2_mul(q[0], f2_mul(q[0], q[0]))) == (4, 4)


def g2_decode(data):
    """A compressed point of E'(Fp2), not infinity; the subgroup is not checked"""
    assert len(data) == 96 and data[0] & 0xc0 == 0x80
    c1 = int.from_bytes(data[:48], "big") & ((1 << 381) - 1)
    c0 = int.from_bytes(data[48:], "big")
    assert c0 < P and c1 < P
    x = (c0, c1)
    xxx = f2_mul(x, f2_mul(x, x))
    y = f2_sqrt(((xxx[0] + 4) % P, (xxx[1] + 4) % P))
    if y is None:
        raise DecodeError("point_off_curve")
    half = (P - 1) // 2
    larger = y[1] > half if y[1] else y[0] > half
    if larger != bool(data[0] & 0x20):
        y = (-y[0] % P, -y[1] % P)
    return (x, y)


def g2_slope(a, b):
    if a == b:
        num, den = f2_scale(f2_mul(a[0], a[0]), 3), f2_scale(a[1], 2)
    else:
        num, den = f2_sub(b[1], a[1]), f2_sub(b[0], a[0])
    return f2_mul(num, f2_inv(den))


def g2_add(a, b, m):
    """The sum of a and b, m the slope of the line through them"""
    x3 = f2_sub(f2_sub(f2_mul(m, m), a[0]), b[0])
    return (x3, f2_sub(f2_mul(m, f2_sub(a[0], x3)), a[1]))


def g2_lines(q):
    """Coefficients (l0, l2) of the lines of the Miller loop for q"""
    lines, t = [], q
    for bit in bin(X)[3:]:
        for s in [t] + ([q] if bit == "1" else []):
            m = g2_slope(t, s)
            lines.append((f2_sub(f2_mul(m, t[0]), t[1]), m))
            t = g2_add(t, s, m)
    return lines


# --- Fp12 as one integer: coefficient of w^i at byte i * SLOT -----------------

SLOT = 100  # bytes: room for 12 products of two numbers below p
ONE = 1


def f12_pack(coeffs):
    return int.from_bytes(b"".join((c % P).to_bytes(SLOT, "little") for c in coeffs), "little")


def f12_unpack(a, n=12):
    data = a.to_bytes(n * SLOT, "little")
    return [int.from_bytes(data[i * SLOT:(i + 1) * SLOT], "little") for i in range(n)]


def f12_mul(a, b):
    c = f12_unpack(a * b, 23)
    # w^(12+i) = 2w^(6+i) - 2w^i, highest first
    for i in range(10, -1, -1):
        c[6 + i] += 2 * c[12 + i]
        c[i] -= 2 * c[12 + i]
    return f12_pack(c[:12])


# w^(p^2) = FROB2 * w, a sixth root of unity in Fp
def _frob2():
    e = (P * P - 1) // 6
    acc = (1, 0)
    for bit in bin(e)[2:]:
        acc = f2_mul(acc, acc)
        if bit == "1":
            acc = f2_mul(acc, (1, 1))
    assert acc[1] == 0
    return acc[0]


FROB2 = _frob2()


def pairing_product_is_one(pairs):
    """Whether the product of e(p, q) is one, for pairs (p, g2_lines(q))"""
    f = ONE
    live = [(p, iter(lines)) for p, lines in pairs if p is not INF]
    for bit in bin(X)[3:]:
        f = f12_mul(f, f)
        for _ in range(1 + int(bit)):
            for p, lines in live:
                (a, b), m = next(lines)
                # (a + bu) - m * xp * w^2 + yp * w^3, u = w^6 - 1
                m0, m1 = -m[0] * p[0], -m[1] * p[0]
                f = f12_mul(f, f12_pack([a - b, 0, m0 - m1, p[1], 0, 0, b, 0, m1]))
    # f^((p^12-1)/r) = 1, for the loop's negative parameter as well: f^-1 would do
    g = f
    for bit in bin((P ** 4 - P ** 2 + 1) // R)[3:]:
        g = f12_mul(g, g)
        if bit == "1":
            g = f12_mul(g, f)
    c = f12_unpack(g)
    h = f12_unpack(f12_mul(g, f12_pack([c[i] * pow(FROB2, i, P) for i in range(12)])))
    # h^(p^6 - 1) = 1, and the Frobenius to the sixth maps w to -w
    return any(h) and not any(h[1::2])
