#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The published JSON Schemas and the tool take the same documents.

exec /usr/bin/python3 selftests/unit/json_schema.py "${B:-build}/bin/zkcap"
