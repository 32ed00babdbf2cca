"""HEAD is answered as GET without the body, at every address that takes GET."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase


class HeadMiddleware:
    """The views behind it see GET; only what they say beside the body goes out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        answer = self.get_response(request)
        request.method = "HEAD"
        bare = HttpResponse(status=answer.status_code, headers=dict(answer.items()))
        bare.cookies = answer.cookies
        if isinstance(answer, HttpResponse):
            bare.headers.setdefault("Content-Length", str(len(answer.content)))
        else:
            answer.close()  # a stream that nobody will read
        return bare
