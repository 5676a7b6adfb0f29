"""Every word of a conversation is the institution's: another university's blueprint, played whole through the pages.

Its words appear, each where its reader stands; none of the words that ship do, nor its roles, keys or order.
"""

from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from samtalerum.blueprints import editions, loading
from samtalerum.blueprints.kinds import parse
from samtalerum.blueprints.schema import Text
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.tests.conftest import AT, shipped_content
from samtalerum.dialogues.tests.test_preparing import fields as prepared
from samtalerum.dialogues.tests.test_room import sent, signed_in, text_of

LATER = AT + timedelta(days=1)  # than the blueprint that ships
OTHER = Path(editions.__file__).parent / "tests" / "other.yaml"


def texts(thing):
    """Every text of a blueprint."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, dict):
        for one in thing.values():
            yield from texts(one)
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from texts(one)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from texts(getattr(thing, name))


def shipped_words():
    """What a page would say if a template knew the blueprint that ships: its questions, titles and role names."""
    found = set()
    for text in texts(parse(shipped_content())):
        for side in ("owner", "partner"):
            found |= {text.for_(side, language) for language in ("en", "da", "sv")}
    return {words for words in found if len(words) > 4}


# Words of the interface itself, which this blueprint happens to use too.
ORDINARY = {"Time"}


class Play:
    """Two browsers, and every page that either has seen."""

    def __init__(self, cast):
        self.cast = cast
        self.clients = {"ada": signed_in(cast.ada), "ben": signed_in(cast.ben)}
        self.seen = {"ada": [], "ben": []}
        self.dialogue = None

    def url(self, name, *rest):
        return reverse(f"dialogues:{name}", args=[self.dialogue.pk, *rest])

    def get(self, who, name):
        response = self.clients[who].get(self.url(name), follow=True)
        assert response.status_code == 200, (who, name)
        self.seen[who].append(text_of(response))
        return response

    def post(self, who, url, data=None):
        response = self.clients[who].post(url, data or {}, follow=True)
        assert response.status_code == 200, (who, url)
        self.seen[who].append(text_of(response))
        return response

    def everything(self, who):
        return " ".join(self.seen[who])


def test_a_conversation_in_another_universitys_words(cast):
    """The whole conversation, from asking to afterwards, without a script."""
    editions.publish(loading.load_file(OTHER), at=LATER)
    play = Play(cast)
    begin(play)
    prepare(play)
    talk(play)
    afterwards(play)
    it_runs_to_its_end(play)
    every_word_of_it_is_shown_to_its_reader(play)
    no_word_of_the_blueprint_that_ships_is_shown(play)
    # A language that is not the reader's is marked.
    assert '<span lang="sv">Stigen härifrån</span>' in play.everything("ada")


def begin(play):
    from samtalerum.dialogues import actions

    play.dialogue = actions.ask(owner=play.cast.ada, partner=play.cast.ben, words="Har du tid?", at=timezone.now())
    play.get("ben", "answer")
    play.get("ada", "answer")
    play.post("ben", play.url("take", "accept"))


def prepare(play):
    data = prepared(play.get("ada", "prepare"))
    play.post("ada", play.url("prepare"), data | {"text-ground": "Jag står på en häll", "text-summit": "Havet"})
    play.post("ada", play.url("prepare"), prepared(play.get("ada", "prepare")) | {"share": "ground"})
    data = prepared(play.get("ben", "prepare"))
    play.post("ben", play.url("prepare"), data | {"text-waymarks": "Gå sakta", "ticks": "1", "tick": "boots"})
    play.get("ben", "prepare-print")
    play.get("ada", "as-seen")
    play.get("ada", "share")


def talk(play):
    play.post("ben", play.url("take", "meet"))
    room = play.url("room")
    ada = sent(play.get("ada", "room"))
    play.post(
        "ada", room, ada | {"text-view": "Skogsbrynet", "text-stages": "Till bäcken", "text-guide.river": "Vid stenen"}
    )
    ben = sent(play.get("ben", "room"))
    play.post(
        "ben", room, ben | {"text-provisions": "Bröd", "text-warnings": "Vid udden", "text-bearing": "Mot nordväst"}
    )
    for who in ("ada", "ben"):
        play.post(who, play.url("room-confirm"), sent(play.get(who, "room")))
    play.get("ada", "sheet")


def afterwards(play):
    play.get("ada", "after")
    play.get("ben", "after")
    play.clients["ada"].get(reverse("home:home"))


def it_runs_to_its_end(played):
    dialogue = Dialogue.objects.get(pk=played.dialogue.pk)
    assert dialogue.phase == Phase.CONFIRMED
    assert dialogue.edition.blueprint.key == "vaegledning"
    sheet = text_of(played.clients["ben"].get(played.url("sheet")))
    for words in ("Skogsbrynet", "Till bäcken", "Bröd", "Vid udden"):
        assert words in sheet
    assert "Vid stenen" not in played.everything("ben")
    assert "Havet" not in played.everything("ben")
    assert "Jag står på en häll" in played.everything("ben")


def every_word_of_it_is_shown_to_its_reader(played):
    blueprint = played.dialogue.edition.blueprint
    for who, side in (("ada", "owner"), ("ben", "partner")):
        pages = played.everything(who)
        shown = [*texts(blueprint.wrap_up), *texts(blueprint.during.frame), *texts(blueprint.during.course)]
        shown += [*texts(blueprint.during.guide), *texts(blueprint.after.evaluation), getattr(blueprint.after, side)]
        shown += [*texts(blueprint.before.owner.form)] if side == "owner" else [*texts(blueprint.before.partner)]
        shown += [*texts(blueprint.during.partner_input)] if side == "partner" else []
        missing = [text.for_(side, "sv") for text in shown if text.for_(side, "sv") not in pages]
        assert not missing


def no_word_of_the_blueprint_that_ships_is_shown(played):
    pages = played.everything("ada") + played.everything("ben")
    assert not {
        words for words in shipped_words() - ORDINARY if f">{words}<" in pages or (" " in words and words in pages)
    }
    for key in ("reflection", "prospects", "success", "motivation", "guide.meaning"):
        assert f'"{key}"' not in pages
        assert f"text-{key}" not in pages


def test_a_running_conversation_keeps_its_words(cast):
    dialogue = cast.start(Phase.DURING)
    editions.publish(loading.load_file(OTHER), at=LATER)
    page = text_of(signed_in(cast.ada).get(reverse("dialogues:room", args=[dialogue.pk])))
    assert "From here on" in page
    assert "Stigen härifrån" not in page
