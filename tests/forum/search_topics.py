"""What people write, in which the queries of `search_cases` look. `TOPICS` are made in this order, one day apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A topic. `by` is a handle, and a mask where it begins with "?"; `day` is when, of the year 2026."""

    key: str
    title: str
    body: str
    tags: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    by: str = ""
    space: str = "table"
    day: str = ""
    helped: bool = False  # its first answer did


SPACES = {"table": "The kitchen table", "banks": "Banks and bills", "stories": "Рассказы"}

TOPICS = (
    Said(
        "payday",
        "A “payday lender” keeps ringing",
        "They want it at once, and I can’t pay… before Friday. My sister’s ring is gone.",
        tags=("loans",),
        answers=("Breathing space—in writing—is what I asked for.",),
        by="dorrie",
        space="banks",
        day="2026-01-05",
    ),
    Said(
        "council",
        "The council wrote again",
        "It is about arrears.",
        tags=("local tax",),
        answers=("A bailiff may not force the door.", "Then ask for a plan."),
        by="wilf",
        day="2026-02-10",
        helped=True,
    ),
    Said("dashes", "Heating—or food", "Pages 3–5 of the notice say ‘last warning’…nothing else.", by="wilf"),
    Said("masked", "Nobody knows me here", "I hid the giraffe from him.", by="?dorrie", day="2026-03-01"),
    Said("cafe", "A café of our own", "The naïve plan: open at seven.", answers=("A résumé helps, says Zoë.",)),
    Said("array", "Why is this column wrong?", "I call np.array and math::floor on MAX_RATE.", tags=("python",)),
    Said("nodedot", "Our till runs on Node.js", "It prints receipts.", day="2026-04-01"),
    Said("nodeword", "A nodejs puzzle", "It prints stamps."),
    Said("cpp", "Rounding pennies in C++", "We are on C++17 there."),
    Said("csharp", "Rounding pennies in C#", "We are on version seven."),
    Said("fsharp", "Rounding pennies in F#", "We are on nothing yet."),
    Said("c", "Rounding pennies in C", "We are on old machines."),
    Said("dotnet", "Moving the ledger to .NET", "Old pages stay."),
    Said("net", "Gross and net wages", "What is left is too little."),
    Said("oplus", "Is O+ common?", "They asked for my blood."),
    Said("ominus", "Is O- rare?", "They asked for my blood, too."),
    Said("pension", "Should I empty my 401(k)?", "It is all I saved."),
    Said("pension2", "My 401k after a divorce", "Half of it went."),
    Said("covid", "Laid off through COVID-19", "Since then nothing."),
    Said("covid2", "Shops shut by covid19", "Since then little."),
    Said("obrien", "Mrs O’Brien and her meter", "It counts twice."),
    Said("usa", "Going to the U.S.A. owing money", "Does it follow me?"),
    Said("wide", "ＡＢＣ　ｃｈａｒｇｅｓ　１２３", "Ｆｕｌｌ width."),
    Said("ligature", "The ﬁnal reminder", "A so\u00adlicitor sent it."),
    Said("address", "Where to ring", "Try help@stepping.example or https://moneyhelper.example/debt-advice first."),
    Said("amount", "They claim £1,200 by Monday", "And 3.5 % on top."),
    Said("dated", "A letter of 12.05.2023", "It came late."),
    Said("qa", "Notes of the R&D Q&A", "It was long."),
    # --- other alphabets and other scripts
    Said(
        "ru",
        "Как выплатить долг?",
        "Мне звонят коллекторы. Ещё неделя — и «всё кончено».",
        tags=("кредиты",),
        answers=("Берёзкин советовал писать письма.",),
        space="stories",
    ),
    Said("uk", "Як сплатити борг?", "М’який підхід не допоміг. Їжа дорожчає."),
    Said("el", "Πώς πληρώνω το δάνειο;", "Η τράπεζα ζητά τόκους· ο δικηγόρος λέει ΟΧΙ."),
    Said("de", "Mahnung über 50 €", "Die Straße heißt Große Gasse, die Gebühr ist hoch."),
    Said("tr", "İcra dairesi kapıda", "Işık faturası ve KIRMIZI ihbar geldi."),
    Said("fr", "Comment payer l’appartement ?", "L'huissier est passé ; j’ai l’œil sur le coût."),
    Said("es", "¿Cómo pago la deuda?", "El banco pidió más. Mañana vence el plazo."),
    Said("pl", "Długi po rozwodzie", "Łódź, zaległy czynsz i żądanie zapłaty."),
    Said("vi", "Làm sao trả nợ ngân hàng?", "Đồng hồ điện bị cắt."),
    Said("ar", "كيف أسدد الدَّين؟", "وصلتني رسالة من البنك، والفائدة ٣٠٪ على القرض."),
    Said("fa", "چطور بدهی خود را بدهم؟", "می‌خواهم با رئیس حرف بزنم. کمک کنید."),
    Said("he", "איך מחזירים חוב?", "הבנק דורש רִבִּית גבוהה. עו״ד אמר לחכות."),
    Said("hi", "क़र्ज़ कैसे चुकाएँ?", "बैंक हर महीने ब्याज लेता है।", tags=("बैंक",)),
    Said("hi2", "कर कब भरना है?", "मुझे तारीख़ नहीं पता।"),
    Said("bn", "ঋণ শোধ করব কীভাবে?", "ব্যাংক থেকে চিঠি এসেছে।"),
    Said("ta", "கடன் எப்படி அடைப்பது?", "வங்கி தினமும் அழைக்கிறது."),
    Said("ka", "როგორ გადავიხადო ვალი?", "ბანკი ყოველდღე რეკავს."),
    Said("am", "ዕዳዬን እንዴት ልክፈል?", "ባንኩ ደውሏል።"),
    Said("th", "เป็นหนี้บัตรเครดิตทำอย่างไรดี", "ธนาคารโทรมาทุกวันฉันกลัวมาก"),
    Said("lo", "ຂ້ອຍເປັນໜີ້ທະນາຄານ", "ຂ້ອຍບໍ່ມີເງິນຈ່າຍ"),
    Said("km", "ខ្ញុំជំពាក់បំណុលធនាគារ", "គេទូរស័ព្ទមករាល់ថ្ងៃ"),
    Said("my", "ကျွန်တော်အကြွေးတင်နေပါတယ်", "ဘဏ်ကနေ့တိုင်းဖုန်းဆက်တယ်"),
    Said(
        "zh",
        "房东不退押金怎么办",
        "我上个月搬走了，房东一直不回电话。",
        answers=("先寄一封挂号信，2024年的规定写得很清楚。",),
    ),
    Said(
        "ja",
        "助けてください。借金が返せません",
        "カードローンの利息が毎月増えています。iPhoneの分割払いも続けています。",
    ),
    Said("ko", "대출금을 갚을 수 없어요", "은행에서 매일 전화가 옵니다. 도움을 구합니다."),
)

PLACED = (
    Said("title", "Overdraft charges", "How much are they?", day="2026-01-01"),
    Said("tag", "Money of a month", "Where does it go?", tags=("overdraft",), day="2026-01-02"),
    Said(
        "helped", "Which bank?", "Ours closes.", answers=("One without an overdraft.",), helped=True, day="2026-01-03"
    ),
    Said("text", "Which branch?", "Ours closes.", answers=("Not the one with the overdraft.",), day="2026-01-04"),
    Said("old", "Meter keys", "A pawnbroker in town.", day="2021-01-01"),
    Said("new", "Meter keys", "A pawnbroker in town.", day="2026-01-05"),
    Said("apart", "Of letters", "The charges are a day late. Months later it was an order.", day="2026-01-07"),
    Said("together", "Of orders", "Then came a charging order, a month late.", day="2026-01-06"),
)

# The order in which all that is found stands.
