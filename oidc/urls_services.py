"""Addresses of the pages of services' teams, under /services/."""

from django.urls import path

from oidc.views.services import (
    activity,
    changes,
    clients,
    guide,
    home,
    preview,
    production,
    sandbox_people,
    sign_outs,
    team,
    troubles,
)

urlpatterns = [
    path("", home.home, name="services_home"),
    path("documentation/", guide.show, name="services_guide_first"),
    path("documentation/<slug:document>/", guide.show, name="services_guide"),
    path("documentation/exemples/<path:name>", guide.sample, name="services_sample"),
    path("nouveau/", home.describe, name="services_describe"),
    path("quitter/", home.sign_out, name="services_sign_out"),
    path("invitation/<str:token>/", team.invitation, name="services_invitation"),
    path("changements/", changes.show_changes, name="services_changes"),
    path("personnes-de-test/", sandbox_people.catalogue, name="services_test_people"),
    path("personnes-de-test/<str:national_id>/", sandbox_people.show_person, name="services_test_person"),
    path("personnes-de-test/<str:national_id>/messages/", sandbox_people.inbox, name="services_test_inbox"),
    path(
        "personnes-de-test/<str:national_id>/remettre/", sandbox_people.put_back, name="services_test_person_put_back"
    ),
    path("<int:service_id>/", clients.overview, name="services_overview"),
    path("<int:service_id>/description/", home.describe_again, name="services_describe_again"),
    path("<int:service_id>/equipe/", team.team, name="services_team"),
    path("<int:service_id>/equipe/<int:member_id>/retrait/", team.remove, name="services_remove_member"),
    path("<int:service_id>/invitations/<int:invitation_id>/retrait/", team.take_back, name="services_take_back"),
    path("<int:service_id>/connexions/", activity.show_activity, name="services_activity"),
    path("<int:service_id>/refus/", troubles.show_troubles, name="services_troubles"),
    path("<int:service_id>/clients/nouveau/", clients.register, name="services_register"),
    path("<int:service_id>/clients/<int:relying_party_id>/", clients.show_client, name="services_client"),
    path("<int:service_id>/clients/<int:relying_party_id>/modifier/", clients.change, name="services_change"),
    path("<int:service_id>/clients/<int:relying_party_id>/fermer/", clients.close, name="services_close"),
    path("<int:service_id>/clients/<int:relying_party_id>/secret/", clients.draw_secret, name="services_draw_secret"),
    path("<int:service_id>/clients/<int:relying_party_id>/apercu/", preview.show_preview, name="services_preview"),
    path(
        "<int:service_id>/clients/<int:relying_party_id>/deconnexion/", sign_outs.sign_outs, name="services_sign_outs"
    ),
    path(
        "<int:service_id>/clients/<int:relying_party_id>/secrets/<int:secret_id>/fin/",
        clients.stop_secret,
        name="services_stop_secret",
    ),
    path("<int:service_id>/production/", production.production, name="services_production"),
    path("<int:service_id>/production/<int:request_id>/reponse/", production.answer, name="services_answer"),
    path("<int:service_id>/production/<int:request_id>/retrait/", production.withdraw, name="services_withdraw"),
]
