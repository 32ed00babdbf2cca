from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "quanju.domains.approvals"
    label = "approvals"
    verbose_name = "双人审批 / Approvals"
