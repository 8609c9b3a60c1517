"""Running the web server of a process until it is told to stop."""

import logging
import socket

import uvicorn

from designer_api.app import create_app
from designer_api.cli import CommandError
from designer_api.settings import Settings


def serve(settings: Settings) -> int:
    """Listen and serve; the address is told once the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen()  # who comes before everything is ready waits instead of being refused
    except OSError as error:
        listener.close()
        raise CommandError(f"端口 {settings.port} 不能使用（{error.strerror}），请用 --port 换一个。") from None
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    app = create_app(settings)
    host, port = listener.getsockname()[:2]
    print(f"已启动：http://{host}:{port}　按 Ctrl+C 停止", flush=True)
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5)
    uvicorn.Server(config).run(sockets=[listener])
    return 0
