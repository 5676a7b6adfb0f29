"""What one of the two hands to the other beside the sheet: a question that came up later, a contact."""

import uuid

from django.db import models

from samtalerum.vault.sealed import Place, Scope, SealedField

FOLLOW_UP, REFERRAL = "follow-up", "referral"  # what the access log calls them


class FollowUp(models.Model):
    """A question that came up later, or an answer to one; both read it, and it is erased with the sheet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey("dialogues.Dialogue", on_delete=models.CASCADE, related_name="follow_ups")
    author = models.ForeignKey("dialogues.Seat", on_delete=models.CASCADE, related_name="+")
    words = SealedField()
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # by the other one; until then it can be taken back without a trace

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["sent_at"], name="followed_up_then")]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Sealed under the dialogue's key, by the one who wrote it."""
        scope = Scope.dialogue(self.dialogue_id)
        return Place(scope, self.pk, f"{FOLLOW_UP}/0", "words", self.author.person_id, 1)


class Referral(models.Model):
    """A contact that the partner hands on: a copy of the card, which both can read until it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey("dialogues.Dialogue", on_delete=models.CASCADE, related_name="referrals")
    author = models.ForeignKey("dialogues.Seat", on_delete=models.CASCADE, related_name="+")
    card = SealedField()
    handed_at = models.DateTimeField()

    class Meta:
        ordering = ["handed_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Sealed under the dialogue's key, by the one who handed it on."""
        scope = Scope.dialogue(self.dialogue_id)
        return Place(scope, self.pk, f"{REFERRAL}/0", "card", self.author.person_id, 1)
