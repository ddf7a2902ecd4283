# syntax=docker/dockerfile:1
# Waypoint's production image: one image, three roles (web, worker, beat), see compose.yaml.

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/waypoint
COPY requirements.lock /tmp/requirements.lock
RUN /opt/waypoint/bin/pip install --require-hashes -r /tmp/requirements.lock
WORKDIR /srv/waypoint
COPY . .
# Gathering static files needs no service; these values never leave this stage.
RUN WAYPOINT_DATA_DIR=/tmp/waypoint /opt/waypoint/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && /opt/waypoint/bin/python -m compileall -q /srv/waypoint

FROM python:3.11-slim
ENV PATH=/opt/waypoint/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 WAYPOINT_DATA_DIR=/var/lib/waypoint
RUN useradd --system --uid 10001 --home-dir /var/lib/waypoint --create-home --shell /usr/sbin/nologin waypoint
COPY --from=build /opt/waypoint /opt/waypoint
COPY --from=build /srv/waypoint /srv/waypoint
WORKDIR /srv/waypoint
USER waypoint
VOLUME /var/lib/waypoint
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "cbe.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "8", "--no-ws", "--respawn-failed-workers"]
