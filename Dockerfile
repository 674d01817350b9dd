# One image for every process: web, worker, beat and the commands. Nothing in it is writable by the user it runs as but
# /data, which may be memory where PostgreSQL and Redis hold the workspace.
FROM python:3.13-slim AS packages
COPY requirements.txt /tmp/
RUN python -m venv /opt/waymark \
    && /opt/waymark/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim
# pg_dump and pg_restore, for `manage.py backup` and `restore`.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
COPY --from=packages /opt/waymark /opt/waymark
WORKDIR /srv/waymark
COPY manage.py ./
COPY config config
COPY common common
COPY teams teams
COPY maturity maturity
COPY plans plans
COPY templates templates
COPY static static
ENV PATH=/opt/waymark/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WAYMARK_DATA=/data \
    WAYMARK_STATIC=/srv/static \
    LOG_FORMAT=json
# The static files are part of the image: web processes start without work, on a file system that is read only.
RUN SECRET_KEY=for-this-step-alone WAYMARK_DATA=/tmp/data python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q . \
    && rm -rf /tmp/data \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin waymark \
    && install -d -o waymark /data
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "config.wsgi"]
