from django.core.mail import send_mail

from tests.sink import Sink


def test_what_django_sends_arrives(smtp_sink: Sink) -> None:
    send_mail("Hello", "A line.", "a@example.org", ["b@example.org"])
    (mail,) = smtp_sink.wait_for(1, to="b@example.org")
    assert mail["subject"] == "Hello"
    assert mail.get_content().strip() == "A line."


def test_a_refused_mail_is_not_counted(smtp_sink: Sink) -> None:
    smtp_sink.answers.append("550 no such person")
    sent = send_mail("Hello", "A line.", "a@example.org", ["b@example.org"], fail_silently=True)
    assert not sent
    assert smtp_sink.mails == []
