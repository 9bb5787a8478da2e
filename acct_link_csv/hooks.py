def uninstall_hook(env):
    env["acct.link.file"]._leave_to_journal()
