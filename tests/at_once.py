"""Several people who do something at the same moment; needs a database that really commits."""

from threading import Barrier, Thread

from django.db import connections

from agencies.rls import acting, scope_of


def at_once(tasks) -> list:
    """What each of these raised, or None."""
    ready, said = Barrier(len(tasks)), [None] * len(tasks)

    def run(place, by, task):
        try:
            with acting(scope_of(by)):
                ready.wait()
                task(by)
        except Exception as error:
            said[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place, *task)) for place, task in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
