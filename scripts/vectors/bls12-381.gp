\\ SPDX-License-Identifier: GPL-2.0-only
\\ Known answers for BLS12-381, computed by PARI/GP from the curve's definition alone:
\\   gp -q -s 1G scripts/vectors/bls12-381.gp > selftests/unit/vectors/bls12-381.json
\\ The output is reproducible: the random generator has a fixed seed.

setrand(20261122);
z = -0xd201000000010000;
r = z^4 - z^2 + 1;
p = (z - 1)^2 * r / 3 + z;
h1 = (z - 1)^2 / 3;
h2 = (z^8 - 4*z^7 + 5*z^6 - 4*z^4 + 6*z^3 - 4*z^2 - 4*z + 13) / 9;
if (!isprime(p) || !isprime(r), error("parameters"));

\\ Fp2 = Fp[u] / (u^2 + 1); Fp12 = Fp[w] / (w^12 - 2 w^6 + 2), where w^6 = 1 + u
u = ffgen(Mod(1, p) * ('u^2 + 1), 'u);
w = ffgen(Mod(1, p) * ('w^12 - 2*'w^6 + 2), 'w);
E1 = ellinit([0, 4], p);
E2 = ellinit([0, 4 * (1 + u)], u);
E12 = ellinit([0, 4], w);

{
G1 = [Mod(0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb, p),
      Mod(0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1, p)];
}
{
G2 = [0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8
      + 0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e * u,
      0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801
      + 0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be * u];
}
if (!ellisoncurve(E1, G1) || !ellisoncurve(E2, G2), error("generators"));
if (ellmul(E1, G1, r) != [0] || ellmul(E2, G2, r) != [0], error("orders"));


\\ ---- text -------------------------------------------------------------------

hexdigit = Vec("0123456789abcdef");
hex(n, bytes) =
{
	my(d = digits(n, 16));
	concat(concat([""], vector(2 * bytes, i, my(j = i - 2 * bytes + #d); if (j > 0, hexdigit[d[j] + 1], "0"))));
}
quote(s) = concat(["\"", s, "\""]);
list(v, indent) =
{
	my(s = "");
	for (i = 1, #v, s = concat([s, if (i > 1, ",", ""), "\n", indent, v[i]]));
	concat(["[", s, "]"]);
}
object(v) =
{
	my(s = "");
	for (i = 1, #v, s = concat([s, if (i > 1, ", ", ""), quote(v[i][1]), ": ", v[i][2]]));
	concat(["{", s, "}"]);
}
fphex(a) = hex(lift(a), 48);
coef(a, i) = polcoeff(a.pol, i);
\\ c1 first, as in the encoding of points
fp2hex(a) = concat(hex(coef(a, 1), 48), hex(coef(a, 0), 48));
\\ the tower's order: c0.c0 c0.c1 c0.c2 c1.c0 c1.c1 c1.c2, each its u^0 part first.  The powers of
\\ w there are 0 2 4 1 3 5, and w^(i + 6) = w^i (1 + u).
fp12hex(a) = concat(apply(i -> concat(hex((coef(a, i) + coef(a, i + 6)) % p, 48), hex(coef(a, i + 6), 48)), [0, 2, 4, 1, 3, 5]));
g1hex(P) = if (#P == 1, hex(0, 96), concat(fphex(P[1]), fphex(P[2])));
g2hex(P) = if (#P == 1, hex(0, 192), concat(fp2hex(P[1]), fp2hex(P[2])));
g1compressed(P) =
{
	if (#P == 1, return(hex(3 * 2^382, 48)));
	hex(lift(P[1]) + 2^383 + if (lift(P[2]) > (p - 1) / 2, 2^381, 0), 48);
}
g2compressed(P) =
{
	if (#P == 1, return(hex(3 * 2^766, 96)));
	my(c = if (coef(P[2], 1), coef(P[2], 1), coef(P[2], 0)));
	hex(coef(P[1], 1) * 2^384 + coef(P[1], 0) + 2^767 + if (c > (p - 1) / 2, 2^765, 0), 96);
}

\\ ---- G1, G2 ------------------------------------------------------------------

lambda = (-z^2) % r;
{
scalars = concat([[0, 1, 2, 3, 4, 5, 7, 8, 16, r - 1, r - 2, (r - 1) / 2, lambda, r - lambda, z^2 - 1, z^2 + 1, -z, 2^64, 2^128, 2^128 - 1, 2^254],
	vector(12, i, random(r))]);
}
mulline(k, point, compressed) = object([["k", quote(hex(k, 32))], ["point", quote(point)], ["compressed", quote(compressed)]]);
g1muls = apply(k -> my(P = ellmul(E1, G1, k)); mulline(k, g1hex(P), g1compressed(P)), scalars);
g2muls = apply(k -> my(P = ellmul(E2, G2, k)); mulline(k, g2hex(P), g2compressed(P)), scalars);

sumline(text, E, P, Q) = object([["a", quote(text(P))], ["b", quote(text(Q))], ["sum", quote(text(elladd(E, P, Q)))]]);
g1pairs = vector(24, i, [random(E1), random(E1)]);
g2pairs = vector(24, i, [random(E2), random(E2)]);
special(E, P) = [[P, P], [P, ellneg(E, P)], [P, [0]], [[0], P], [[0], [0]], [P, ellmul(E, P, 2)]];
g1sums = apply(v -> sumline(g1hex, E1, v[1], v[2]), concat(g1pairs, special(E1, g1pairs[1][1])));
g2sums = apply(v -> sumline(g2hex, E2, v[1], v[2]), concat(g2pairs, special(E2, g2pairs[1][1])));

\\ A point of exactly the given order, from the factorisation of the group's order
torsion(E, n, order) =
{
	my(P = [0]);
	while (P == [0],
		P = ellmul(E, random(E), n / order^valuation(n, order));
		while (P != [0] && ellmul(E, P, order) != [0], P = ellmul(E, P, order)));
	P;
}
outsideline(order, text) = object([["order", quote(order)], ["compressed", quote(text)]]);
outside(E, n, G, primes, compress) =
{
	my(v = List(), T);
	for (i = 1, #primes, for (j = 1, 3,
		T = torsion(E, n, primes[i]);
		listput(v, outsideline(Str(primes[i]), compress(T)));
		listput(v, outsideline(Str(primes[i], " r"), compress(elladd(E, T, ellmul(E, G, random(r))))))));
	for (i = 1, 8, listput(v, outsideline("h r", compress(random(E)))));
	Vec(v);
}
g1outside = outside(E1, h1 * r, G1, [3, 11, 10177, 859267, 52437899], g1compressed);
g2outside = outside(E2, h2 * r, G2, [13, 23, 2713, 11953, 262069], g2compressed);

\\ x without a point on the curve, in compressed form
g1off = List(); while (#g1off < 16, my(x = random(p)); if (kronecker(x^3 + 4, p) == -1, listput(g1off, quote(hex(x + 2^383, 48)))));
g2off = List(); while (#g2off < 16, my(x = random(u)); if (!issquare(x^3 + 4 * (1 + u)), listput(g2off, quote(hex(coef(x, 1) * 2^384 + coef(x, 0) + 2^767, 96)))));

\\ ---- Fp12 ----------------------------------------------------------------------

cyclotomic(a) = my(b = a^(p^6 - 1)); b^(p^2) * b;
towerline(a, b) =
{
	my(c = cyclotomic(a));
	object([["a", quote(fp12hex(a))], ["b", quote(fp12hex(b))], ["product", quote(fp12hex(a * b))], ["square", quote(fp12hex(a^2))],
		["inverse", quote(fp12hex(1 / a))], ["frobenius", quote(fp12hex(a^p))], ["frobenius2", quote(fp12hex(a^(p^2)))],
		["cyclotomic", quote(fp12hex(c))], ["cyclotomic_square", quote(fp12hex(c^2))],
		["final_exp", quote(fp12hex(a^(3 * (p^12 - 1) / r)))]]);
}
tower = concat(vector(6, i, towerline(random(w), random(w))), [towerline(w, w^5), towerline(1 + w^3, 1 - w^3)]);

\\ ---- pairing --------------------------------------------------------------------

lift12(a) = coef(a, 0) + coef(a, 1) * (w^6 - 1);
untwist(Q) = [lift12(Q[1]) / w^2, lift12(Q[2]) / w^3];
\\ The reduced Tate pairing t = f_{r,Q}(P)^((p^12 - 1) / r), and from it f_{x,Q}(P)^((p^12 - 1) / r) =
\\ t^(((x^12 - 1) / r) / (12 x^11)), x being the trace less 1: Hess, Smart, Vercauteren, "The Eta
\\ pairing revisited", theorem 1.
ate = lift(Mod((z^12 - 1) / r, r) / Mod(12 * z^11, r));
tate(Q, P) = elltatepairing(E12, untwist(Q), [P[1] * w^0, P[2] * w^0], r)^((p^12 - 1) / r);
one = w^0;
pairline(a, b) =
{
	my(P = ellmul(E1, G1, a), Q = ellmul(E2, G2, b), t = tate(Q, P));
	if (t == one || t^r != one, error("degenerate"));
	object([["p", quote(g1compressed(P))], ["q", quote(g2compressed(Q))], ["ate", quote(fp12hex(t^ate))]]);
}
pairs = concat([pairline(1, 1), pairline(2, 1), pairline(1, 2), pairline(r - 1, 1)], vector(6, i, pairline(random(r), random(r))));

{
print(object([
	["source", quote("scripts/vectors/bls12-381.gp")],
	["g1_mul", list(g1muls, " ")], ["g1_add", list(g1sums, " ")], ["g1_outside", list(g1outside, " ")], ["g1_off_curve", list(Vec(g1off), " ")],
	["g2_mul", list(g2muls, " ")], ["g2_add", list(g2sums, " ")], ["g2_outside", list(g2outside, " ")], ["g2_off_curve", list(Vec(g2off), " ")],
	["fp12", list(tower, " ")], ["pairing", list(pairs, " ")]]));
}
