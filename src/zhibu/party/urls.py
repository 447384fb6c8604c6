from django.urls import path

from zhibu.party.views import accounts, corrections, making, members, organizations, posts

app_name = "party"
urlpatterns = [
    path("sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("sign-out/", accounts.SignOut.as_view(), name="sign-out"),
    path("account/password/", accounts.ChangePassword.as_view(), name="password"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.create, name="create-account"),
    path("accounts/grants/new/", accounts.grant, name="grant"),
    path("accounts/grants/<str:grant>/end/", accounts.end_role, name="end-role"),
    path("organizations/", organizations.tree, name="tree"),
    path("branches/<str:branch>/go-live/", organizations.go_live, name="go-live"),
    path("branches/<str:branch>/members/", members.members, name="members"),
    path("branches/<str:branch>/members/new/", members.register, name="register"),
    path("branches/<str:branch>/groups/", posts.groups, name="group"),
    path("branches/<str:branch>/posts/", posts.posts, name="appoint"),
    path("branches/<str:branch>/posts/<str:post>/end/", posts.end_post, name="end-post"),
    path("members/<str:member>/", members.member, name="member"),
    path("members/<str:member>/items/<str:item>/", corrections.item, name="item"),
    path("members/<str:member>/leave/", corrections.leave, name="leave"),
    path("corrections/<str:correction>/answer/", corrections.answer, name="answer-correction"),
    path("branches/<str:branch>/corrections/", corrections.waiting, name="corrections"),
    path("organizations/<str:organization>/duplicates/", corrections.duplicates, name="duplicates"),
    path("members/<str:member>/reveal/", members.reveal, name="reveal"),
    path("making/<str:making>/", making.making, name="making"),
    path("making/<str:making>/file/", making.made, name="made"),
]
