from enum import auto

from apps.common.access import Perm as BasePerm
from apps.common.access import policy


class Perm(BasePerm):
    HOME = auto()
    SETTINGS = auto()


policy(Perm.HOME)
policy(Perm.SETTINGS)
