from enum import auto

from apps.common.access import Perm as BasePerm
from apps.common.access import Role, policy


class Perm(BasePerm):
    LEARN = auto()


policy(Perm.LEARN, roles=tuple(Role))
