// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

struct zkcap_stats zkcap_stats;
