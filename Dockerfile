FROM python:3.12-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# Pango lays out the PDF documents.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin caseaudit

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt

COPY manage.py ./
COPY agencies ./agencies
COPY audits ./audits
COPY auditsite ./auditsite
COPY cases ./cases
COPY reports ./reports
COPY static ./static
COPY templates ./templates

# Settings insist on keys and addresses; these are thrown away when this step ends.
ENV STATIC_ROOT=/app/staticfiles
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    FIELD_KEYS="1:$(head -c 32 /dev/urandom | base64)" \
    DATABASE_URL=postgres://application@nowhere/none \
    MIGRATION_DATABASE_URL=postgres://owner@nowhere/none \
    REDIS_URL=redis://nowhere EMAIL_URL=consolemail:// \
    python manage.py collectstatic --noinput

RUN install -d -o caseaudit /state
USER caseaudit
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-m", "auditsite.launcher.health"]
CMD ["gunicorn", "auditsite.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
