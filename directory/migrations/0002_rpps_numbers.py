"""Two sequences of RPPS order numbers (10 digits, without key): test authorities allot in 997, others elsewhere.

A sequence never gives a number back, even when the transaction that asked fails: no number serves twice.
A deployment that was given another range says so once with ALTER SEQUENCE.
"""

from django.db import migrations

_FORWARD = """
CREATE SEQUENCE rpps_test_order AS bigint MINVALUE 9975000000 MAXVALUE 9978999999 START 9975000000 NO CYCLE;
CREATE SEQUENCE rpps_order AS bigint MINVALUE 8500000000 MAXVALUE 8599999999 START 8500000000 NO CYCLE;
"""
_BACK = """
DROP SEQUENCE rpps_order;
DROP SEQUENCE rpps_test_order;
"""


class Migration(migrations.Migration):
    """Where allotted numbers come from."""

    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunSQL(_FORWARD, _BACK)]
