from enum import auto

from apps.common.access import Perm as BasePerm
from apps.common.access import policy


class Perm(BasePerm):
    OWN_ACCOUNT = auto()


policy(Perm.OWN_ACCOUNT)
