# SPDX-License-Identifier: GPL-2.0-only
# Entry points only; each directory's rules live in its own makefile.

B ?= build
KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local
DESTDIR ?=
USERSPACE = $(MAKE) -f userspace/Makefile B=$(B) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)

.PHONY: all modules tools install uninstall docs check check-full unit style sparse fuzz
.PHONY: coverage bench clean

all: tools

modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:
	+$(USERSPACE) tools tables

install uninstall:
	+$(USERSPACE) $@

docs:
	sphinx-build -q -W --keep-going -d $(B)/docs/.doctrees Documentation $(B)/docs/html

# Everything, on a fresh Debian 12 too; ends with "N passed, N failed".
check:
	scripts/deps build check vm docs
	scripts/check

# The same with long counts.
check-full:
	scripts/deps build check vm docs
	ZKCAP_TEST_LONG=1 scripts/check

unit style fuzz:
	scripts/check $@

sparse:
	scripts/check-zk-kbuild

coverage:
	scripts/deps build check
	scripts/coverage

bench:
	scripts/deps build bench
	$(MAKE) -f selftests/bench/Makefile B=$(B) bench

clean:
	rm -rf $(B)
