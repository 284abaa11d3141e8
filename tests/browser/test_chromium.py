from tests.browser.chromium import requests_that_leave


def test_a_page_that_asks_another_host_for_a_picture_is_noticed(browser):
    context = browser.new_context()
    left = requests_that_leave(context)
    page = context.new_page()

    page.set_content('<img src="http://127.0.0.2:9/pixel.png"><img src="data:image/png;base64,AA==">')
    context.close()

    assert left == ["http://127.0.0.2:9/pixel.png"]
