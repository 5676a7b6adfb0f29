"""The conversations of Fjordby University: every phase of one, told with real actions. docs/demo.md is their map.

Each person writes in the language that person reads. Nobody here exists.
"""

from datetime import datetime

from config.demo.stories import Story
from config.demo.university import University
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Show
from samtalerum.dialogues.phases import Step


def play(all_: University, now: datetime) -> None:
    """Everything that has been said so far."""
    for told in (
        earlier, before, during, confirmed, reopened, held_empty, half_confirmed, asked, invited, suggested,
        lapsed, declined, withdrawn, untouched, closed_long_ago,
    ):  # fmt: skip
        told(all_, now)


def earlier(all_: University, now: datetime) -> None:
    """Sofie and Lars, a year ago: closed, its steps done, dropped and open."""
    sofie, lars = all_["sofie"], all_["lars"]
    told = Story(now, sofie, lars).on(402).ask("Kære Lars, jeg vil gerne tale med en, der ikke er min egen leder.")
    told.on(400).take(Step.ACCEPT, lars)
    told.on(391, "09:10").write(
        sofie, "success", "At få et forsøg til at køre, når vejret og udstyret vil noget andet."
    )
    told.write(sofie, "career", "At jeg om et år ved, om jeg søger videre her eller ser mig om.").share(
        sofie, "success"
    )
    told.on(388, "10:00").take(Step.MEET, lars).write(
        lars, "goal", "We think aloud together. Nobody needs to leave with a decision."
    )
    told.write(sofie, "reflection", "Om jeg holder fast i kysten, eller om jeg bare er vant til den.")
    told.step("action", 0, "Tale med Anne-Mette om folkesundhed og data.", -330)
    told.step("action", 1, "Søge Marie Curie.", -300).step("action", 2, "Skrive det populære stykke færdigt.", None)
    told.write(
        lars, "advice", "Write to two former postdocs of ours who went to the agency; I asked them, they expect you."
    )
    told.confirm(lars, sofie).write(sofie, "evaluation.went-well", "At du ikke sagde, hvad jeg skulle.")
    told.write(lars, "evaluation.went-well", "We took our time with the first question.")
    told.on(330).mark("action", 0, "done").on(310).mark("action", 1, "dropped")
    told.on(200).take(Step.CLOSE, sofie)


def before(all_: University, now: datetime) -> None:
    """Sofie and Karen: being prepared. Two topics shared, one private, one still empty."""
    sofie, karen = all_["sofie"], all_["karen"]
    told = Story(now, sofie, karen).on(9, "08:40")
    told.ask("Kære Karen, min ansættelse slutter til sommer. Kan vi tale om, hvad jeg gør nu? Det haster ikke.")
    told.on(8, "12:15").take(Step.ACCEPT, karen).meet_on(5, "10:00", 75, "Kontor 2.14, med kaffe")
    told.on(6, "20:05").write(
        sofie,
        "success",
        "Jeg er god til at få felt og model til at tale sammen. Folk kommer til mig, når deres data ser mærkelige ud, "
        "og for det meste finder vi ud af hvorfor.\n\nJeg vil gerne et sted hen, hvor det er en styrke at stå midt imellem.",
    )
    told.write(
        sofie, "motivation", "Energi: feltdagene, de studerende, og når noget uventet viser sig at holde.\n"
        "Det, der tager den: at skrive ansøgninger om noget, jeg allerede er i gang med.",
    )  # fmt: skip
    told.on(4, "21:30").write(
        sofie, "career", "Jeg drømmer om at blive – men jeg ved ikke, om det er drømmen eller vanen. Det vil jeg hellere "
        "sige til dig end skrive.",
    )  # fmt: skip
    told.on(3, "09:00").share(sofie, "success", "motivation")
    told.on(2, "14:20").reads(karen).tick("use-network")
    told.write(
        karen, "feedback-notes", "Sofie samler folk uden at gøre væsen af det. Sig det højt – jeg tror ikke, Sofie ved det. "
        "Og vær ærlig: der kommer næppe et lektorat her de næste to år.",
    )  # fmt: skip


def during(all_: University, now: datetime) -> None:
    """Wei and Karen: in the room. The reflection is held back, the rest is shown as it is written."""
    wei, karen = all_["wei"], all_["karen"]
    told = (
        Story(now, wei, karen)
        .on(12, "13:00")
        .invite("Kære Wei, du er over halvvejs. Skal vi tale om, hvad der kommer bagefter?")
    )
    told.on(11).take(Step.ACCEPT, wei).meet_on(0, "09:00", 60, "Video")
    told.on(3, "18:00").write(
        wei, "success", "I can explain difficult methods so that people use them afterwards. The summer school "
        "showed me that this is not a small thing.",
    )  # fmt: skip
    told.write(wei, "feedback", "Others say that I am calm when an instrument is not. I had not noticed.")
    told.write(wei, "career", "A place where methods and people meet. I do not know yet whether it is a university.")
    told.share(wei, "success", "feedback", "career").on(1, "16:00").reads(karen)
    told.tick("use-network", "prepare-feedback", "read-material")
    told.write(karen, "advice-notes", "Mette i styrelsens datakontor; Jan på havinstituttet – begge har sagt ja.")
    told.on(0, "09:02").take(Step.MEET, karen)
    told.write(karen, "goal", "Vi er her for at tænke højt om det, der kommer. Ikke for at bedømme ph.d.-projektet.")
    told.write(wei, "guide.market", "Ask: what do the people who left ten years ago do now?")
    told.write(wei, "reflection", "Whether teaching is what I look for", paused=True)
    told.write(
        wei,
        "reflection",
        "Whether teaching is what I look for, or the moment in which somebody understands.",
        paused=False,
    )
    told.step("action", 0, "Write to the two people Karen has asked", 10).step("action", 1, "Visit the data office", 24)
    told.write(karen, "advice", "Jeg skriver til Mette og Jan i dag, så de venter dig.")


def confirmed(all_: University, now: datetime) -> None:
    """Elin and Lars: afterwards. The sheet is confirmed, one step done, two open."""
    elin, lars = all_["elin"], all_["lars"]
    told = (
        Story(now, elin, lars)
        .on(47, "11:00")
        .ask("Hej Lars, kan vi prata om vad som händer efter biträdande lektoratet?")
    )
    told.on(45).take(Step.ACCEPT, lars).meet_on(-21, "13:00", 90, "Room 3.02")
    told.on(30, "19:00").write(
        elin, "success", "Jag håller ihop projekt där många vill olika saker, utan att någon tappar lusten."
    )
    told.write(elin, "feedback", "Att jag hör vad som inte sägs. Det vill jag använda mer med doktoranderna.")
    told.write(elin, "motivation", "Undervisningen ger. Mötena som kunde varit ett mejl tar.")
    told.share(elin, "success", "motivation").on(23).reads(lars)
    told.write(
        lars, "feedback-notes", "Elin leads already, without the title. Say what a promotion needs, in plain words."
    )
    told.share(lars, "feedback-notes").on(21, "13:02").reads(elin).take(Step.MEET, lars)
    told.write(lars, "goal", "To look at two roads side by side: promotion here, and the archive in Gothenburg.")
    told.write(elin, "guide.planning", "Jag planerar för att slippa välja. Tänk på det.")
    told.write(elin, "reflection", "Hur mycket av min längtan till arkivet som är längtan bort från ansökningar.")
    told.step("action", 0, "Be om en arbetsplatsdag på arkivet i Göteborg", -7)
    told.step("action", 1, "Gå igenom meriteringskraven med Lars", 14).step(
        "action", 2, "Skriva klart kapitel fyra", 45
    )
    told.write(lars, "advice", "I introduce you to the head of the archive, and read your portfolio before the summer.")
    told.write(
        lars, "prospects", "A promotion round is planned for next autumn. You meet two of the three requirements today."
    )
    told.confirm(elin, lars).write(elin, "evaluation.went-well", "Att du sa som det är.")
    told.write(lars, "evaluation.differently", "Next time we begin with what Elin wants, not with the requirements.")
    told.on(6, "17:00").mark("action", 0, "done")


def reopened(all_: University, now: datetime) -> None:
    """Johan and Karen: confirmed by both, then changed by Johan. The earlier text stands until both confirm."""
    johan, karen = all_["johan"], all_["karen"]
    told = Story(now, johan, karen).on(40).invite("Hej Johan! Skal vi holde din karrieresamtale i år før sommeren?")
    told.on(38).take(Step.ACCEPT, johan).on(17, "10:00").take(Step.MEET, johan)
    told.write(johan, "reflection", "Om jag vill leda en grupp, eller vara den som alla grupper vill ha med.")
    told.step("action", 0, "Söka de interna medlen för unga ledare", 20)
    told.write(karen, "advice", "Jeg læser din ansøgning og finder en mentor uden for instituttet.")
    told.confirm(karen, johan).on(2, "15:30").step("action", 1, "Fråga Tove om att dela handledningen av Diego", 30)


def held_empty(all_: University, now: datetime) -> None:
    """Mikkel and Karen: talked on a walk, nothing written."""
    mikkel, karen = all_["mikkel"], all_["karen"]
    told = Story(now, mikkel, karen).on(25).ask("Kan vi tage den på en gåtur?")
    told.on(24).take(Step.ACCEPT, karen).on(5, "15:00").take(Step.HOLD, mikkel)


def half_confirmed(all_: University, now: datetime) -> None:
    """Noor and Lars: Noor has confirmed the sheet, Lars has not yet."""
    noor, lars = all_["noor"], all_["lars"]
    told = (
        Story(now, noor, lars).on(33).ask("Hej Lars, jeg vil gerne høre, hvad du ser, før jeg skriver det sidste år.")
    )
    told.on(32).take(Step.ACCEPT, lars).on(8, "10:00").write(
        noor, "motivation", "At læse gamle breve. At nogen skrev dem uden at vide, at jeg kom."
    )
    told.share(noor, "motivation").on(4, "10:00").take(Step.MEET, lars).reads(lars)
    told.write(noor, "reflection", "Om jeg savner arkivet, når jeg underviser, eller omvendt.")
    told.step("action", 0, "Tage en uge på Det Kongelige Bibliotek", 40)
    told.write(lars, "advice", "I ask the museum whether they take guests in spring.")
    told.take(Step.HOLD, noor).on(3, "09:30").confirm(noor)


def asked(all_: University, now: datetime) -> None:
    """Priya has asked Karen, who has not answered yet."""
    told = Story(now, all_["priya"], all_["karen"]).on(2, "16:45")
    told.ask(
        "Dear Karen, I have been here for ten months and would like to hear how you see my way on. Any week suits me."
    )


def invited(all_: University, now: datetime) -> None:
    """Lars has invited Fatima."""
    told = Story(now, all_["fatima"], all_["lars"]).on(3, "09:20")
    told.invite(
        "Dear Fatima, your first year is over. Shall we talk about what you want from the second, and after it?"
    )


def suggested(all_: University, now: datetime) -> None:
    """Fatima asked Karen, who thinks that Anne-Mette can help more."""
    fatima, karen = all_["fatima"], all_["karen"]
    told = Story(now, fatima, karen).on(10).ask("Dear Karen, I would like to hear about moving between fields.")
    told.on(6, "11:40").suggest(all_["anne"])


def lapsed(all_: University, now: datetime) -> None:
    """Fatima asked Gunnar, who never answered."""
    Story(now, all_["fatima"], all_["gunnar"]).on(75).ask("Dear Gunnar, could we talk about the archive project?")
    actions.lapse_old_questions(at=now)


def declined(all_: University, now: datetime) -> None:
    """Lars invited Oskar, who would rather wait. Undone until a week has passed."""
    oskar, lars = all_["oskar"], all_["lars"]
    told = Story(now, oskar, lars).on(7).invite("Dear Oskar, would a career conversation be useful now?")
    told.on(2, "12:00").take(Step.DECLINE, oskar)


def withdrawn(all_: University, now: datetime) -> None:
    """Aino asked Karen and took it back."""
    aino, karen = all_["aino"], all_["karen"]
    Story(now, aino, karen).on(5).ask("Dear Karen, may I book an hour?").on(1, "08:15").take(Step.WITHDRAW, aino)


def untouched(all_: University, now: datetime) -> None:
    """Karen has a leader too: accepted, and nothing written yet."""
    karen, birgitte = all_["karen"], all_["birgitte"]
    Story(now, karen, birgitte).on(4).invite("Kære Karen, det er vist din tur.").on(3).take(Step.ACCEPT, karen)


def closed_long_ago(all_: University, now: datetime) -> None:
    """Maja and Karen, last spring: held without a sheet, closed; nothing is left but that it was held."""
    maja, karen = all_["maja"], all_["karen"]
    told = Story(now, maja, karen).on(230).ask("Har du en time i næste uge?").on(229).take(Step.ACCEPT, karen)
    told.on(222).take(Step.MEET, maja)
    actions.choose_show(told.seat(maja), "reflection", Show.AS_I_WRITE, at=told.at)
    told.take(Step.HOLD, maja).on(200).take(Step.CLOSE, maja)
