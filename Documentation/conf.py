# SPDX-License-Identifier: GPL-2.0-only
"""How Sphinx builds the documentation: make docs."""

import os
import sys

# Sphinx sets the names and reads the variables of this file.
# pylint: disable=invalid-name,redefined-builtin

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "sphinx"))

project = "zkcap"
copyright = "the zkcap authors"
master_doc = "index"
extensions = ["reference"]
exclude_patterns = []
html_theme = "alabaster"
html_theme_options = {"description": "Resources for proven capabilities", "page_width": "64em"}
html_show_copyright = False
highlight_language = "none"
nitpicky = True
