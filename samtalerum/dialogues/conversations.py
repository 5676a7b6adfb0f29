"""Which dialogues and seats one gets by asking for no kind."""

from typing import Any

from django.db import models

from samtalerum.dialogues.phases import Kind


class Conversations(models.Manager[Any]):
    """Conversations about a career alone. Whatever asks for a dialogue or a seat without saying more gets no coaching: that
    somebody is coached must not be seen from any list, count or date of a conversation."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def get_queryset(self) -> models.QuerySet[Any]:
        """Those of the one kind."""
        return super().get_queryset().filter(**{self._kind: Kind.CONVERSATION})
