"""What the journal hands out for checking it: heads, proofs, receipts, the policy."""

from django.urls import path

from zhibu.notary import verifier, views

app_name = "notary"
urlpatterns = [
    path("checkpoint", views.latest, name="latest"),
    path("checkpoints/<int:size>", views.checkpoint, name="checkpoint"),
    path("consistency/<int:old>/<int:size>", views.consistency, name="consistency"),
    path("receipts/<str:lh>", views.receipt, name="receipt"),
    path("verifier.html", verifier.download, name="verifier"),
    path("policy.txt", views.policy_text, name="policy"),
]
