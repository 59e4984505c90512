"""Is an HTML page what it should be? Tags in balance, and none that act."""
import html.parser
import sys

VOID = {"meta", "img", "br", "hr"}
KNOWN = VOID | {
    "html", "head", "title", "style", "body", "main", "h1", "h2", "h3", "p",
    "strong", "em", "code", "pre", "ul", "li", "div", "table", "thead",
    "tbody", "tr", "th", "td", "figure", "figcaption",
}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in KNOWN, tag
        for name, value in attrs:
            assert not name.startswith("on") and name != "href", name
            assert name != "src" or value.startswith("data:image/"), value
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.getpos())


page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
page.close()
assert page.open == [], page.open
