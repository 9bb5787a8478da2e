from .models.upload import UPLOADS


def uninstall_hook(env):
    """Without this add-on no worker could run these jobs, and their list could not be read."""
    remove_jobs(env, UPLOADS)


def remove_jobs(env, work):
    """:param work: jobs.Work that nobody can do any more"""
    jobs = env["queue.job"].sudo()
    ours = [("model_name", "=", "acct.link.interface"), ("method_name", "=", work.method)]
    jobs.search(ours).unlink()
