{
    "name": "Accounting Link: overview",
    "summary": "Dashboard, uploads by week, what is left to set up and what needs a hand",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "data/ir_cron.xml",
        "data/mail_activity_type.xml",
        "views/acct_link_setup_templates.xml",
        "views/acct_link_interface_views.xml",
        "views/acct_link_dashboard_views.xml",
        "views/acct_link_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "acct_link_overview/static/src/checklist/**/*",
            "acct_link_overview/static/src/week_graph/**/*",
        ],
        "web.assets_backend_lazy": ["acct_link_overview/static/src/state_graph/**/*"],
    },
    "auto_install": True,
    "development_status": "Beta",
}
