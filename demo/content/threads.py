"""What the demo's people asked, answered and told."""

from demo.content.script import Answer, Gratitude, Remark, Story, Thread

FOUR_CARDS = Thread(
    "four-cards", "joost", "cards-and-loans", masked=True, ago=30, tags=("minimum payments", "credit cards"),
    title="Four cards and the minimums come to more than I have. Which goes first?",
    body="""I've put off writing this since summer. When rent, food and power are paid there is 140 left. The minimums come to 212.

| Card | Owed | Rate | Minimum | Due |
|---|--:|--:|--:|--:|
| A | 3,150 | 24.9% | 79 | 28th |
| B | 1,980 | 34.9% | 58 | 1st |
| C | 1,240 | 29.9% | 40 | 3rd |
| D | 890 | 19.9% | 35 | 9th |

So far I shuffle money between them so that none of them notices. Nobody at home knows. What would you do first?""",
    answers=(
        Answer("dorrie", """You've put it in a table. For me that was the hardest evening of all, and you have done it.

I was sixty short every month last spring. This is the order I went in:

1. **Home first.** Rent, council tax, power. You already do that.
2. **Ring each card before the date, not after.** I said the number I could truly pay for the next three months. Three of four agreed on the first call.
3. **Stop the shuffling.** It cost me nine a time, and it hid the problem from the one person who could fix it.
4. Then split what is left by size, so that nobody can say they were passed over:

```
A   140 * 3150 / 7260  =  61
B   140 * 1980 / 7260  =  38
C   140 * 1240 / 7260  =  24
D   140 *  890 / 7260  =  17
```

A free adviser can ask them all to pause for a while. I wish I had started there.""",
               ago=29, helped="I rang A and B. Both said yes. I ate lunch afterwards.",
               thanks=(Gratitude("joost", ("practical", "gentle"), "Word for word, that's what I said to them.", True, masked=True),
                       Gratitude("marit", ("honest",), "Number three was me for two years.", True),
                       Gratitude("pau", ("practical",)),
                       Gratitude("samira", ("clear", "gentle"), "I printed the order and put it by the phone.", True)),
               remarks=(Remark("joost", "Did the calls leave a mark on your file?", 28, masked=True),
                        Remark("dorrie", "Two of them, and it is fading. Missing a payment without a call would have been worse for me.", 27.5))),
        Answer("tobias", """Everything Dorrie says. From the far side I'd add one thing: open the post with somebody sitting next to you.

My brother read, I opened. One pile for letters that wanted an answer, one for noise. The second pile was four times as high.""",
               ago=26, helped="My sister came round. There were eleven letters that mattered.",
               thanks=(Gratitude("ife", ("been-there",)), Gratitude("ines", ("honest", "company"), "Two piles. Such a small thing.", True))),
        Answer("ife", "Ask for the *hardship team* by name: they talk to you differently. And write down who you spoke to and when, even on the envelope.", ago=22),
        Answer("lotte", "No advice, I only didn't want you to think that you're the one person who moves money around in circles.", ago=3, masked=True,
               thanks=(Gratitude("joost", ("company",), masked=True),)),
    ),
)  # fmt: skip

OPENING_LETTERS = Thread(
    "letters", "pau", "first-steps", ago=24 * 70, tags=("opening letters", "first steps"),
    title="I can't make myself open the post",
    body="It goes from the mat into a bag behind the boiler. It's been most of a year. How did you start?",
    answers=(
        Answer("tobias", """There were ninety-four in mine. My brother counted them aloud, and I remember that ninety-four was *less* than the number I'd been carrying in my head.

We did it like this:

- He read, I only slit them open.
- A letter with a date on it that hadn't passed went left. Anything else went right.
- We did nothing else that evening. No calls, no sums.

Nineteen on the left, seventy-five on the right. The seventy-five all said the same thing.""",
               ago=24 * 69, helped="Did it with my mother on the phone. Six letters were real.",
               thanks=(Gratitude("pau", ("gentle", "practical"), "Sixty-one envelopes. Six of them were real.", True),
                       Gratitude("callum", ("clear",)),
                       Gratitude("dorrie", ("been-there",), "The chair by the window, for me.", True))),
        Answer("nasreen", "If you have nobody to sit with: set a clock for twenty minutes, open what you can, stop when it rings. Every evening. It took me nine.", ago=24 * 68),
    ),
)  # fmt: skip

THREADS = (
    FOUR_CARDS,
    OPENING_LETTERS,
    Thread("council-tax", "callum", "bills-and-rent", masked=True, ago=6, tags=("council tax",),
           title="I opened the council tax letter. What do I do with it now?",
           body="It says *final notice* and a date next week. I can pay a third of it. Do I ring, write or wait until they do something?"),
    Thread("adviser", "samira", "first-steps", ago=9, tags=("debt advisers", "self-employed"),
           title="First call with a debt adviser tomorrow. What should lie in front of me?",
           body="They said to have everything to hand. I'm freelance, so *everything* is a shoebox. What did they really ask you?"),
    Thread("overdraft", "joost", "cards-and-loans", ago=50, tags=("bank fees",),
           title="My bank says the overdraft fee is final. Is it?",
           body="Eleven fees of 35 since June. I wrote to them in September; now a letter says that this is their last word.",
           answers=(Answer("nasreen", "Their last word is where the ombudsman's first one starts. It costs you nothing, and they know it. Keep the letter: you need its date.", ago=44,
                           helped="They paid back four of the eleven before it even got that far.",
                           thanks=(Gratitude("joost", ("clear",), "I didn't know there was a next door.", True),
                                   Gratitude("lotte", ("practical",)))),)),
    Thread("freelance-tax", "ines", "cards-and-loans", ago=24 * 120, tags=("self-employed", "tax"),
           title="Self-employed, and the tax bill is the debt",
           body="I set nothing aside in a good year and now the good year wants its share. Has anybody agreed on payments with the tax office?",
           answers=(Answer("dorrie", "I rang them with three numbers on a card: what I owe, what comes in, what I can pay. They asked about nothing else, and said twelve months.", ago=24 * 119,
                           helped="Rang. Twelve months. I had been afraid of a phone for half a year.",
                           thanks=(Gratitude("ines", ("gentle", "been-there"), "You made the call sound like something a person can do.", True),)),
                    Answer("nasreen", "Ask for the hold on penalties in the same call. They don't offer it.", ago=24 * 118,
                           thanks=(Gratitude("ines", ("practical",)),)))),
    Thread("partner", "joost", "talking-about-it", ago=20, kind="discussion", everyone=False, tags=("partners",),
           title="How did you tell the person you live with?",
           body="Six years together. She knows about the car. She doesn't know about the rest, and I've started to hate the letterbox.",
           answers=(Answer("marit", "I wrote it on paper and handed it over, because I knew I'd stop halfway if I spoke. We read it at the kitchen table. It was a bad hour and then it was over.", ago=18,
                           thanks=(Gratitude("joost", ("honest", "been-there")),)),
                    Answer("lotte", "Not at night. Choose a morning.", ago=15))),
    Thread("last-payment", "marit", "good-news", ago=24 * 9, kind="story", tags=("last payment",),
           title="The last payment went out on Friday. I sat in the car for a bit.",
           body="""Three years and one month. The bank's app said *transfer complete*, as it does for a pizza.

If you're at the start: I was certain that it was possible for other people.""",
           answers=(Answer("dorrie", "I read this twice and then to my husband.", ago=24 * 8.9),
                    Answer("lotte", "Eight months to go here. I'm keeping this one.", ago=24 * 7)),
           thanks=(Gratitude("dorrie", ("honest",)), Gratitude("wilf", ("company",), "Seventy-one years old, and I joined because of this.", True))),
    Thread("weekly-sheet", "pau", "cards-and-loans", ago=24 * 15, kind="discussion", tags=("budget", "paid weekly"),
           title="A sheet for people who hate sheets",
           body="Lotte's monthly one never fitted, since I'm paid on Thursdays. I turned it round: four small weeks, and whatever is left on Wednesday moves on. Happy to explain.",
           answers=(Answer("lotte", "This is better than mine.", ago=24 * 14, thanks=(Gratitude("pau", ("gentle",)),)),)),
    Thread("prepay", "ife", "bills-and-rent", ago=24 * 3, tags=("energy bills",),
           title="Prepayment meter: can they still take the old debt out of the top-up?",
           body="Two pounds of every ten disappears. Can I ask them to take less?",
           answers=(Answer("ines", """You can. They set the share when the old debt was put on the meter, and nobody looks at it again unless you ask.

What I said, in this order:

1. what I top up in a week, and what of it is left for heating;
2. that I cannot heat the room on that;
3. that I would like the lowest rate they take, from today.

They have to look at what you can afford. Mine went from 20% to 5% in one call, and they wrote it down for the winter.""", ago=24 * 2.9,
                           helped="Five per cent now. I heated the kitchen tonight.",
                           thanks=(Gratitude("ife", ("clear", "practical"), "I read it out to them, one, two, three.", True),
                                   Gratitude("wilf", ("clear",)), Gratitude("joost", ("practical",)))),)),
    Thread("joint", "lotte", "talking-about-it", ago=24 * 40, everyone=False, tags=("joint accounts",),
           title="We have a joint account. Is his half at risk too?",
           body="My name is on the loan, both our names are on the account.",
           answers=(Answer("nasreen", "In the same bank they can move money between accounts in your name. Open one elsewhere for the wages. That's allowed and nobody minds.", ago=24 * 39,
                           helped="New account, took a morning.", thanks=(Gratitude("lotte", ("clear", "practical")),)),)),
    Thread("table-rota", "marit", "around-the-table", ago=24 * 6, kind="discussion", everyone=False,
           title="Who looks in on Sunday evenings?",
           body="The hard posts come on Sundays after eight. I can take every second one."),
)  # fmt: skip

STORIES = (
    Story("letters", 0, "Several people wrote that they did theirs the same way.",
          "Two piles: a year of letters in one evening",
          "I kept the post in a bag behind the boiler. This is what was in it, and what wasn't.",
          """There were ninety-four envelopes in the bag. My brother counted them aloud, and ninety-four turned out to be a smaller number than the one I'd been carrying about, which had no edge to it.

He asked me one thing before we began. Not how much. Not how long. He asked which chair I wanted. I took the one that faces the door.

## One pile for an answer, one for noise

I opened, he read. A letter with a date on it that had not passed went to the left. Everything else, every reminder of a reminder, went to the right. We took two hours and ten minutes.

At the end there were nineteen on the left and seventy-five on the right. I had been afraid of paper.

> Seventy-five of them were the same letter.

## What I'd say if you sat here

1. Do it with one other person, even if they're only on the phone.
2. Answer nothing that evening. Sorting is enough.
3. Put the noise in a bag, not in the bin. I was glad of it once.

The letterbox still goes. I don't stop breathing any more.""",
          ago=24 * 30),
)  # fmt: skip
