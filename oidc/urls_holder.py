"""Addresses of sign-ins and services in the holder space, under /espace/."""

from django.urls import path

from oidc.views import holder, holder_code

urlpatterns = [
    path("connexions/", holder.show_sign_ins, name="holder_sign_ins"),
    path("connexions/numero/", holder.choose_typed_numbers, name="holder_typed_numbers"),
    path("connexions/code/", holder_code.keep_code, name="holder_user_code"),
    path("connexions/code/retrait/", holder_code.remove_code, name="holder_user_code_remove"),
    path("connexions/fin/", holder.sign_out_of_all, name="holder_sign_out_everywhere"),
    path("services/", holder.show_services, name="holder_services"),
    path("services/<int:relying_party_id>/retrait/", holder.withdraw_agreement, name="holder_withdraw"),
]
