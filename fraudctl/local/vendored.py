"""Builds the functions' packages for this machine: part of the set-up, after which nothing needs the network."""

import sys

import pulumi

from components.code import vendor
from fraudctl.local.emulator import INTERPRETER
from fraudctl.local.platform_tag import vendor_overrides

if __name__ == "__main__":
    overrides = vendor_overrides(INTERPRETER)
    try:
        vendor(overrides["vendorPython"], overrides["vendorPlatform"])
    except pulumi.RunError as error:
        sys.exit(str(error))
