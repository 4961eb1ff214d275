//! HTML to text.
pub(super) fn text_of(html: &str) -> String {
    html.to_owned()
}
pub(super) fn is_markup(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('<') && text.contains("</")
}
