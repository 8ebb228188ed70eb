from django.urls import path

from recognition.views import mine, thanks

app_name = "recognition"

urlpatterns = [
    path("posts/<int:pk>/thanks/", thanks.thanks, name="thanks"),
    path("posts/<int:pk>/thanks/withdrawal/", thanks.withdrawal, name="withdrawal"),
    path("your-help/", mine.mine, name="mine"),
    path("your-help/counts/", mine.counts, name="counts"),
    path("your-help/thanks/<int:pk>/note/", mine.note, name="note"),
    path("your-help/thanks/<int:pk>/hidden/", mine.hidden, name="hidden"),
]
