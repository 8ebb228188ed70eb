"""How mail programs of many languages say that the words of somebody else begin, and what they put under a mail.

`mail-parser-reply` knows thirteen languages; what stands here is for those that it lacks, and for what it gets wrong.
"""

from __future__ import annotations

from mailparser_reply.constants import MAIL_LANGUAGES

LIBRARY_LANGUAGES = [name for name in MAIL_LANGUAGES if name != "david"]

# "… wrote:", in the line above a quotation.
WROTE = (
    "wrote|writes|schrieb|schreibt|geschrieben|a écrit|écrit|ecrit|écrivait|escribió|escribio|escribía|escreveu|ha scritto"
    "|scrisse|scriveva|schreef|skrev|skrifaði|kirjoitti|napisał|napisała|napisał(a)|napisał/a|pisze|napsal|napsala"
    "|napsal(a)|napísal|napísala|napísal(a)|napísal/a|írta|ezt írta|a scris|написал|написала|написал(а)|пишет|писал|пише"
    "|написав|написала|написав(ла)|έγραψε|yazdı|yazmış|şunu yazdı|כתב|כתבה|כתב/ה|כתב(ה)|كتب|كتبت|نوشت|写道|寫道|書きました|のメール|작성|님이 작성"
    "|เขียน|เขียนว่า|đã viết|menulis|napisao|napisala|je napisao/la|napisal/a|rašė|rakstīja|kirjutas|ha escrit|va escriure|na-scríobh"
    "|skribis|ने लिखा|लिखा|написао|напис|escribiu|idatzi du|shkroi|написа"
)

# The labels of the head of a quoted mail. The first must be there; the others say that it is such a head.
FROM = (
    "from|von|de|da|van|od|från|fra|frá|lähettäjä|от|от кого|від|από|kimden|gönderen|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|발신|발신자|발신인|מאת|من"
    "|از|từ|dari|feladó|expéditeur|remitente|remetente|mittente|afzender|absender|nadawca|odesílatel|odosielateľ"
    "|avsändare|afsender|avsender|saatja|nuo|no|šalje|mailer|จาก|प्रेषक"
)
SENT = (
    "sent|date|gesendet|datum|envoyé|enviado|enviada|enviado el|enviado em|fecha|data|inviato|verzonden|wysłano|wysłane|odesláno"
    "|odoslané|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|отправлено|дата|надіслано|στάλθηκε|ημερομηνία|gönderildi"
    "|gönderme tarihi|gönderilme tarihi|tarih|发送时间|日期|寄件日期|發送日期|传送日期|送信日時|日付|보낸 날짜|날짜|보낸날짜|נשלח|תאריך|تاريخ الإرسال|التاريخ"
    "|تم الإرسال|تاریخ|elküldve|dátum|trimis|ngày|đã gửi|tanggal|terkirim|dikirim|วันที่|ส่ง|saadetud|sent on|date sent"
)
TO = (
    "to|an|à|para|a|aan|do|komu|till|til|vastaanottaja|кому|προς|kime|alıcı|收件人|收件者|宛先|받는 사람|받는사람|אל|إلى|به|címzett|către"
    "|catre|đến|tới|kepada|destinataire|destinatario|empfänger|pour|per|ถึง|saaja"
)
SUBJECT = (
    "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|předmět|predmet|ämne|emne|aihe|тема|θέμα|konu|主题|主旨|主題|件名"
    "|제목|נושא|الموضوع|موضوع|tárgy|subiect|chủ đề|tiêu đề|subjek|perihal|efni|teema|เรื่อง|विषय"
)
OTHER = (
    "cc|bcc|kopie|copie|copia|cópia|dw|kopi|kopia|копия|копія|抄送|副本|참조|bilgi|reply-to|reply to|antwort an|organization|organisation"
    "|importance|priority|wichtigkeit|attachments|anlagen|pièces jointes|másolatot kap|kopija|κοιν|עותק|نسخة"
)

# Between dashes: "-----Original Message-----".
SEPARATED = (
    "original message|original email|original mail|forwarded message|forwarded by|reply message|ursprüngliche nachricht|original-nachricht"
    "|originalnachricht|ursprüngliche mail|weitergeleitete nachricht|message d'origine|message d’origine|message original|message initial|mail original|e-mail original"
    "|message transféré|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|mensagem reencaminhada"
    "|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht|wiadomość oryginalna"
    "|oryginalna wiadomość|wiadomość pierwotna|przekazana wiadomość|wiadomość przekazana|treść przekazanej wiadomości"
    "|původní zpráva|původní e-mail|přeposlaná zpráva|pôvodná správa|preposlaná správa|ursprungligt meddelande"
    "|originalmeddelande|vidarebefordrat meddelande|oprindelig meddelelse|oprindelig besked|videresendt meddelelse|videresendt besked"
    "|opprinnelig melding|videresendt melding|alkuperäinen viesti|välitetty viesti|исходное сообщение|исходное письмо|пересылаемое сообщение"
    "|пересланное сообщение|перенаправленное сообщение|конец пересылаемого сообщения|вихідне повідомлення|переслане повідомлення|αρχικό μήνυμα|προωθημένο μήνυμα"
    "|orijinal mesaj|orijinal ileti|özgün ileti|iletilen mesaj|yönlendirilmiş ileti|原始邮件|转发的邮件|转发邮件|转发信息|回复的原邮件|原始郵件|轉寄的郵件|转发的消息|元のメッセージ"
    "|転送メッセージ|original message|転送|원본 메시지|원본 메일|원본 이메일|원본메일|원본 메세지|전달된 메일|전달된 메시지|הודעה מקורית|הודעה שהועברה|الرسالة الأصلية|رسالة معاد توجيهها"
    "|پیام اصلی|eredeti üzenet|továbbított üzenet|mesaj original|mesajul original|mesaj redirecționat|tin nhắn gốc|thư gốc|pesan asli|pesan diteruskan|pesan asal"
    "|оригинално писмо|оригинално съобщение|препратено писмо|оригінальне повідомлення|оригінал повідомлення|izvorna poruka|izvirno sporočilo|originalus laiškas"
    "|algne sõnum|sākotnējais ziņojums|missatge original|missatge reenviat|upprunaleg skilaboð|ข้อความต้นฉบับ|ข้อความที่ส่งต่อ|मूल संदेश|原始信件|原來的郵件|元のメール"
)
# A line by itself above the head of a forwarded mail.
FORWARDED = (
    "begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|début du message transféré"
    "|inicio del mensaje reenviado|início da mensagem encaminhada|início da mensagem reencaminhada|inizio messaggio inoltrato"
    "|begin doorgestuurd bericht|start på videresendt besked|videresendt besked|vidarebefordrat brev|välitetty viesti alkaa"
    "|начало переадресованного сообщения|bu ileti iletildi|以下是转发的邮件|下面是被转发的邮件|開始轉寄郵件|転送されたメッセージ|전달된 메시지의 시작|początek przekazywanej wiadomości"
)

# Under what a telephone or a program sends.
SENT_WITH = (
    "đã gửi từ|được gửi từ|sent from|sent with|sent via|sent using|sent by|written on|gesendet von|gesendet mit|von meinem|diese nachricht wurde von|diese e-mail wurde von"
    "|verschickt mit|envoyé de|envoyé depuis|envoyé avec|envoyé à partir|enviado desde|enviado con|enviado do|enviado de|enviado a partir|enviado com|enviado através"
    "|inviato da|inviato con|verzonden vanaf|verzonden met|verstuurd vanaf|verstuurd met|wysłano z|wysłane z|wysłano za|odesláno z|odoslané z|odesláno pomocí"
    "|skickat från|skickad från|sänt från|sendt fra|sent frå|sendt via|lähetetty|отправлено с|отправлено из|отправлено от|надіслано з|надіслано із|відправлено з|στάλθηκε από|εστάλη από"
    "|gönderildi|tarafından gönderildi|发自|從我的|从我的|來自我的|发送自|傳送自|נשלח מ|נשלח באמצעות|أرسلت من|أُرسلت من|مرسل من|تم الإرسال من|ارسال شده از|küldve|elküldve|elküldve a|trimis de|trimis din"
    "|dikirim dari|gửi từ|được gửi từ|ส่งจาก|poslano z|poslato sa|posláno z|išsiųsta iš|sūtīts no|saadetud|enviat des de|मेरे"
)
# …or the other way round: "iPhoneから送信", "나의 iPhone에서 보냄", "iPhone'umdan gönderildi".
SENT_LAST = "から送信|から送信されました|에서 보냄|에서 보낸|에서 보냈습니다|gönderildi|küldve|kaldim|'dan gönderildi"
DEVICES = (
    "iphon|ipad|ipod|apple|android|samsung|galaxy|huawei|honor|xiaomi|redmi|poco|oneplus|oppo|vivo|pixel|nokia|motorola|sony|xperia|blackberry|fairphone"
    "|outlook|yahoo|proton|protonmail|gmail|gmx|web.de|t-online|k-9|thunderbird|mailspring|spark|tutanota|tuta|mail.ru|yandex|яндекс|почты|почта|posteo|fastmail|hey|airmail|edison|bluemail|aquamail"
    "|nine|typeapp|windows|mailbird|mail app|mobile|mobil|mobilní|smartphone|handy|tablet|phone|telefon|téléphone|teléfono|telefono|telefoon|telemóvel|celular"
    "|móvil|portable|puhelin|device|gerät|mobilgerät|appareil|dispositivo|toestel|urządzenia|zařízení|устройства|телефона|手机|手機|スマートフォン|휴대폰|טלפון|هاتفي|canary|superhuman|mimestream|shortwave|newton|polymail|missive|fairemail|mailfence|infomaniak|zoho|libero|orange|sfr|laposte|freenet|icloud|webmail|email app"
)
GET_OUTLOOK = r"(?:get|download|outlook für|holen sie sich|laden sie|hol dir|télécharge[rz]?|téléchargez|obtene[rz]|obtenir|obtenga|obtén|obter|obtenha|scarica|ottieni|hämta|hent|last ned|pobierz|získejte|stáhnout|stiahnuť|hanki|скачать|скачайте|получить|λήψη|descargar|downloaden|get) (?:(?:the |den |die |la |le |l['’])?outlook|(?:bluemail|typeapp|yahoo))"

# Above a name, at the end. Each stands in a line by itself, or with the name after it.
CLOSINGS = (
    "best|best regards|best wishes|kind regards|kindest regards|warm regards|warmest regards|warm wishes|regards|with best regards|with kind regards|many regards|yours|yours truly|yours sincerely"
    "|yours faithfully|sincerely|cheers|all the best|take care|love|with love|cordially|respectfully|rgds|br|kr|xoxo|greetings"
    "|mit freundlichen grüßen|mit freundlichen gruessen|mit freundlichen grüssen|freundliche grüße|freundliche grüsse|freundlichen grüßen|mit freundlichem gruß|mit besten grüßen|mit lieben grüßen|mit herzlichen grüßen|beste grüße"
    "|beste grüsse|liebe grüße|liebe grüsse|lieben gruß|lieber gruß|viele grüße|viele grüsse|viele liebe grüße|herzliche grüße|herzliche grüsse|herzlichst|grüße|grüsse|gruß|gruss"
    "|schöne grüße|hochachtungsvoll|lg|mfg|vg|vlg|bg|cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|cordiales salutations|salutations|amicalement|amitiés|sincères salutations|meilleures salutations"
    "|bises|bisous|à bientôt|saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|cordialmente|un abrazo|abrazos|un fuerte abrazo|besos|atenciosamente|atentamente|cumprimentos"
    "|com os melhores cumprimentos|melhores cumprimentos|abraço|abraços|um abraço|saudações|beijos|cordiali saluti|distinti saluti|cari saluti|un saluto|un caro saluto|saluti|a presto|un abbraccio|met vriendelijke groet|met vriendelijke groeten"
    "|vriendelijke groet|vriendelijke groeten|hartelijke groet|hartelijke groeten|groet|groeten|groetjes|mvg|z poważaniem|pozdrawiam|pozdrawiam serdecznie|serdecznie pozdrawiam|serdeczne pozdrowienia|pozdrowienia"
    "|s pozdravem|s přátelským pozdravem|zdravím|s úctou|hezký den|s pozdravom|med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänligen|hälsningar|bästa hälsningar|mvh|med venlig hilsen|venlig hilsen|hilsen|kærlig hilsen|bedste hilsner"
    "|mange hilsner|med vennlig hilsen|vennlig hilsen|vh|kh|ystävällisin terveisin|terveisin|parhain terveisin|t|с уважением|с наилучшими пожеланиями|всего доброго|с приветом|з повагою|з найкращими побажаннями|με εκτίμηση|φιλικά|χαιρετισμούς"
    "|saygılarımla|saygılarımızla|sevgiler|sevgilerimle|selamlar|iyi çalışmalar|iyi günler|此致|敬礼|此致敬礼|祝好|敬具|よろしくお願いします|よろしくお願いいたします|以上|드림|올림|בברכה|בכבוד רב|مع التحية|مع أطيب التحيات|تحياتي|مع خالص التحية|با احترام|با سپاس|üdvözlettel|üdv"
    "|cu stimă|cu respect|numai bine|trân trọng|thân ái|salam|hormat saya|lep pozdrav|srdačan pozdrav|pozdrav|lugupidamisega|pagarbiai|ar cieņu|ขอแสดงความนับถือ|ด้วยความเคารพ"
)
# These say something: they go only with the name under them.
THANKS = (
    "thanks|thank you|many thanks|thanks a lot|thanks again|thanks and regards|thank you and best regards|thanks in advance|danke|vielen dank|danke und viele grüße|danke und gruß|besten dank|merci|merci beaucoup|merci d'avance|gracias|muchas gracias|obrigado|obrigada|muito obrigado|muito obrigada|grazie|grazie mille|bedankt|dank je"
    "|dank u|alvast bedankt|dziękuję|dzięki|z góry dziękuję|děkuji|díky|děkuji předem|ďakujem|tack|tack på förhand|tusen tack|tak|mange tak|på forhånd tak|takk|kiitos|kiitos etukäteen|спасибо|заранее спасибо|дякую|ευχαριστώ|teşekkürler|谢谢|ありがとうございます|감사합니다|고맙습니다|תודה|شكرا|شكراً|ممنون|köszönöm|mulțumesc|cảm ơn|terima kasih|hvala"
)

# A paragraph at the end that holds a word of each line is what a company puts under every mail.
CONFIDENTIAL = "confidential|privileged|vertraulich|vertrauliche|confidentiel|confidentielle|confidentielles|confidencial|confidenciales|confidenziale|confidenziali|riservat|riservate|vertrouwelijk|poufne|důvěrné|důvěrný|konfidentiell|fortrolig|luottamuksellinen|конфиденциальн|конфіденційн|εμπιστευτικ|gizli|机密|保密|機密|기밀|סודי|חסוי|سرية|سري"
MESSAGE = "e-mail|email|mail|message|nachricht|courriel|mensaje|mensagem|correo|messaggio|bericht|wiadomość|wiadomości|zpráva|zprávě|meddelande|meddelelse|viesti|сообщение|письмо|повідомлення|μήνυμα|ileti|mesaj|邮件|郵件|メール|메일|הודעה|רسالة|الرسالة|البريد"
MEANT_FOR = "intended|recipient|addressee|addressed|bestimmt|empfänger|adressat|destinataire|destiné|destinatario|destinatário|destinado|destinata|bestemd|geadresseerde|adresata|adresat|příjemc|adresát|mottagare|avsedd|modtager|beregnet|vastaanottaja|адресат|получател|одержувач|παραλήπτη|alıcı|收件人|受信者|수신자|נמען|المرسل إليه"
SCANNED = r"avast|avg\b|virus[- ]?free|virenfrei|sans virus|libre de virus|antivirus"
