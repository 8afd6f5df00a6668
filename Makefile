# SPDX-License-Identifier: GPL-2.0-only
# Entry points only; each directory's rules live in its own makefile.

B ?= build
KDIR ?= /lib/modules/$(shell uname -r)/build

.PHONY: all tools modules clean check

all: tools

tools:
	$(MAKE) -f userspace/Makefile B=$(B) tools

modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

# Unit tests that need no kernel module.
unit:
	$(MAKE) -f userspace/Makefile B=$(B) unit

clean:
	rm -rf $(B)
