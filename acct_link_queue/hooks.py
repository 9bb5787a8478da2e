from .models.interface import JOB


def uninstall_hook(env):
    """Without this add-on no worker could run these jobs, and their list could not be read."""
    model, method = JOB
    jobs = env["queue.job"].sudo()
    jobs.search([("model_name", "=", model), ("method_name", "=", method)]).unlink()
