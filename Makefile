# SPDX-License-Identifier: GPL-2.0-only
# Entry points only; each directory's rules live in its own makefile.

B ?= build
KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local
DESTDIR ?=
USERSPACE = $(MAKE) -f userspace/Makefile B=$(B) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)

.PHONY: all modules modules_install sign tools install uninstall docs check check-full unit demo deb
.PHONY: style sparse fuzz
.PHONY: coverage bench bench-kernel clean

all: tools

modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

modules_install: modules
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install

# Signs the built module with the keys of the kernel's builder: make sign KEY=... CERT=...
sign:
	$(KDIR)/scripts/sign-file sha256 $(KEY) $(CERT) zkcap.ko

tools:
	+$(USERSPACE) tools tables

install uninstall:
	+$(USERSPACE) $@

# Debian packages in build/deb
deb:
	scripts/deps build package
	scripts/package/build-deb $(B)/deb

docs: tools
	B=$(abspath $(B)) sphinx-build -q -W --keep-going -d $(B)/docs/.doctrees Documentation $(B)/docs/html

# What zkcap does, told in a virtual machine with a software TPM; on a fresh Debian 12 too.
demo:
	scripts/demo/run $(DEMOFLAGS)

# Everything, on a fresh Debian 12 too; ends with "N passed, N failed".
check:
	scripts/deps build check vm package docs
	scripts/check

# The same with long counts, for hours: CONTINUE=1 goes on where a run was interrupted.
check-full:
	scripts/deps build check vm package docs
	ZKCAP_TEST_LONG=1 scripts/check $(if $(CONTINUE),--continue)

unit style fuzz:
	scripts/check $@

sparse:
	scripts/check kbuild

coverage:
	scripts/deps build check
	scripts/coverage

bench:
	scripts/deps build bench
	$(MAKE) -f selftests/bench/Makefile B=$(B) bench

# The module: in user-mode and emulated guests.
bench-kernel:
	scripts/deps build vm
	scripts/bench-kernel

clean:
	rm -rf $(B)
