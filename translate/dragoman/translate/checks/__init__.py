"""Checks of translations, anybody's: located findings with stable codes. No engine is needed."""

from .base import Check, Finding, Severity
from .run import CHECKS, DEFAULT, GROUPS, Checker, check_units, codes

__all__ = ["CHECKS", "DEFAULT", "GROUPS", "Check", "Checker", "Finding", "Severity", "check_units", "codes"]
