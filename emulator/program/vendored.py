"""Builds the functions' packages for this machine: part of the set-up, after which nothing needs the network."""

import sys

import pulumi

from components.compute.code import vendor
from emulator.emulator import INTERPRETER
from emulator.program.platform_tag import vendor_overrides

if __name__ == "__main__":
    overrides = vendor_overrides(INTERPRETER)
    try:
        vendor(overrides["vendorPython"], overrides["vendorPlatform"])
    except pulumi.RunError as error:
        sys.exit(str(error))
