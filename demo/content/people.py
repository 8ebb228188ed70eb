"""The demo's people, places and paths: a fictional community of people who owe money, and who used to."""

from demo.content.script import Aim, Guide, Hello, Line, Person, Place

COMMUNITY: dict[str, object] = {
    "name": "Level Ground",
    "headline": "Out of debt, beside people who know the way.",
    "purpose": (
        "We are people who owe money and people who used to. We tell each other what we tried, what it cost and what "
        "came of it, until everybody here stands on level ground. You can ask without your name."
    ),
    "non_goals": "No selling, no lending, no advice for a fee. We do not rank each other, and nobody is anybody's audience.",
    "agreement": [
        "We speak from what we have lived, and say so when we are guessing.",
        "No shame, whatever the amount and however it came about.",
        "Nobody sells here: no lenders, no links that earn somebody money.",
        "What is said without a name stays without a name.",
        "We are peers, not advisers. Each space names free services that are.",
    ],
    "host_name": "The Level Ground Association",
    "urgent_help": (
        "If you are in danger, or thinking about ending your life, please talk to somebody now.\n\n"
        "- **Anywhere in the EU, and the UK:** call 112.\n"
        "- **UK and Ireland:** Samaritans, 116 123, day and night, free.\n"
        "- **United States and Canada:** call or text 988.\n"
        "- **Elsewhere:** [findahelpline.com](https://findahelpline.com/) lists people by country."
    ),
    "blocked_words": ["quick loan", "guaranteed approval", "credit repair"],
    "time_zone": "Europe/London",
}

PLACES = (
    Place("first-steps", "First steps", "When you don't know where to start.", 14,
          norms_for_asking="There is no silly question here.\nSay what happened first; the numbers can come later.",
          norms="One next step is plenty for somebody who has just arrived."),
    Place("cards-and-loans", "Cards and loans", "Minimums, rates, arrangements, what they say on the phone.", 21,
          norms_for_asking="Amounts and dates help people help you.\nLeave out account numbers.",
          norms="Say which lender it was with, and when: their rules change.",
          outside_help="Free and regulated in the UK: [StepChange](https://www.stepchange.org/) and "
                       "[National Debtline](https://www.nationaldebtline.org/)."),
    Place("bills-and-rent", "Bills and rent", "Council tax, energy, landlords, letters that come twice.", 6,
          outside_help="[Citizens Advice](https://www.citizensadvice.org.uk/) helps with rent and council tax, free."),
    Place("talking-about-it", "Talking about it", "Partners, parents, children, and how it feels.", 2,
          visibility="members", sensitive=True, norms="Listen first. Not everybody wants a plan tonight."),
    Place("good-news", "Good news", "Last payments, first savings, small wins.", 10),
    Place("around-the-table", "Around the table", "For those who tend a space.", 27, visibility="moderators"),
)  # fmt: skip

PEOPLE = (
    Person("robin", "Robin Tate", 900, role="admin", hue=30,
           introduction="I keep the servers running for the association. I don't see who wears a mask."),
    Person("marit", "Marit Oakes", 800, role="moderator", greets=True, hue=11, location="Bergen",
           introduction="Three years and one month. I tend this place because somebody tended it for me.",
           helps_with=("first steps", "hardship teams", "store cards")),
    Person("tobias", "Tobias Wren", 1500, greets=True, hue=15, location="Leeds",
           introduction="Drives a lorry, grows leeks. I answer slowly and in full.",
           bio="Three cards and a van loan, cleared in two years and a bit. My brother sat next to me for the first evening, "
               "and that is what I try to be for others: the one who sits next to you.",
           helps_with=("opening letters", "first phone calls", "vehicle finance"), rather_not=("gambling",)),
    Person("nasreen", "Nasreen Bakr", 1300, greets=True, hue=34, location="Bradford",
           introduction="Four cards, gone. Blunt about the numbers, gentle about the rest.",
           helps_with=("credit cards", "debt advisers", "court letters")),
    Person("dorrie", "Dorrie Hale", 420, greets=True, hue=7, location="Truro",
           introduction="Fourteen months in. I make lists.", helps_with=("minimum payments", "hardship teams", "budget")),
    Person("ines", "Ines Calder", 250, greets=True, hue=20, location="Porto",
           introduction="Self-employed translator. Two cards and a tax bill; one card left.",
           helps_with=("council tax", "first phone calls", "self-employed")),
    Person("ife", "Ife Adeyemi", 330, hue=3, location="Manchester", introduction="Month eleven.",
           helps_with=("hardship teams", "energy bills")),
    Person("joost", "Joost Visser", 160, hue=29, location="Utrecht", helps_with=("bank fees",)),
    Person("pau", "Pau Ferrer", 240, hue=18, location="Girona", introduction="Waiter. Paid weekly, which changes everything.",
           helps_with=("budget", "paid weekly")),
    Person("lotte", "Lotte Vermeer", 730, hue=13, location="Ghent", introduction="Two years in, eight months to go.",
           helps_with=("budget", "joint accounts")),
    Person("samira", "Samira Kaya", 5, "Freelance, tax and two cards. Is there anybody else who never knows next month?", hue=0),
    Person("callum", "Callum Reid", 2, "Not sure what to say yet. Reading for now.", hue=24),
    Person("wilf", "Wilf Barlow", 1, "Retired. Catalogues and one loan. My daughter found you.", hue=5),
)  # fmt: skip

PATH = ("out-of-debt", "Out of debt", "From the first opened letter to the last payment, at your own speed.")
MILESTONES = ("Opened the letters", "Told somebody", "Wrote the list", "First call made", "First debt gone")

AIMS = (
    Aim("marit", "Pay off the store cards and sleep.", 790, "everyone",
        (("Opened the letters", 780), ("First call made", 760), ("First card gone", 500)), reached=190, stayed=True),
    Aim("tobias", "Three cards and the van, in that order.", 1480, "everyone",
        (("Opened the letters", 1475), ("First card gone", 1000)), reached=620, stayed=True),
    Aim("nasreen", "Four cards. Then a holiday that is paid for.", 1290, "members",
        (("Wrote the list", 1280), ("Second card gone", 1000)), reached=560, stayed=True),
    Aim("dorrie", "Nothing owed by my fiftieth birthday.", 410, "members",
        (("Wrote the list", 405), ("First call made", 400), ("First debt gone", 120), ("Second debt gone", None))),
    Aim("ines", "The tax bill first, then the last card.", 240, "members",
        (("Opened the letters", 230), ("First call made", 205), ("First debt gone", 60), ("Tax bill settled", None))),
    Aim("ife", "Stop borrowing from Friday.", 320, "self", (("Told somebody", 300),)),
    Aim("pau", "One month ahead instead of one behind.", 200, "members", (("Wrote the list", 190), ("Half a month ahead", None))),
    Aim("lotte", "Finish the plan we made.", 700, "members", (("First debt gone", 400), ("Second debt gone", 90))),
    Aim("joost", "Back above zero.", 150, "mentor", (("Wrote the list", 140),)),
)  # fmt: skip

GUIDES = (
    Guide("tobias", "I answer slowly and in full.", ("opening letters", "first phone calls", "vehicle finance"), 2),
    Guide("nasreen", "Blunt on the phone to them, kind to you.", ("credit cards", "debt advisers", "self-employed"), 2),
)

# Between the mentor and the one they walk with, oldest first.
LETTERS = (
    Line("tobias", 15.7, "Good to meet you. What happens in the third week?"),
    Line("pau", 15.1, "The wages come and I pay what shouts loudest. By Sunday there's nothing for the plan."),
    Line("tobias", 8.2, "Then let the plan come first, on the Thursday itself, even if it is five. What shouts can wait until Friday."),
    Line("pau", 0.3, "Did it on Thursday: twenty set aside before anything else. It is still there.", feeling="steadier"),
)  # fmt: skip

HELLOS = (
    Hello(
        "samira",
        "ines",
        "Translator here, same sea. The months even out more than you'd think once you write them down.",
    ),
    Hello("samira", "dorrie", "Welcome. Nobody will ask you for a number unless you want to say one."),
)

# How to begin on the path, version after version: who wrote it, the text, and what they changed.
STARTER_GUIDE = (
    (
        "tobias",
        """Open **one** letter. Not all of them.

Write down three things from it: who, how much, until when. Then put it into a folder with the others and make tea.
""",
        "A first few lines",
    ),
    (
        "nasreen",
        """Open **one** letter. Not all of them, and not after eight in the evening.

Write down three things from it: who, how much, until when. Then put it into a folder with the others and make tea.

Nobody here has to know the sums. If you ask something, leave out account numbers and addresses.
""",
        "Not in the evening; and what to leave out",
    ),
)
