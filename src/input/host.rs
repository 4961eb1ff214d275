//! Addresses and the outlets they name.

/// Whether a value is an address: it has a scheme, or begins as browsers let people write it.
pub(super) fn is_url(value: &str) -> bool {
    let value = value.trim();
    if value.contains(char::is_whitespace) {
        return false;
    }
    let scheme = value.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
        || value.starts_with("//")
        || (value.starts_with("www.") && value.contains('/'))
}

/// The host of an address in lower case, without `www.`; `None` when it names none.
pub(super) fn of(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches('/');
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    is_domain(host).then(|| host.to_owned())
}

/// An address as it is compared: without scheme, `www.`, fragment and the slash at its end.
pub(super) fn key(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest).trim_start_matches('/');
    let rest = rest.split('#').next().unwrap_or_default().trim_end_matches('/');
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_lowercase();
    format!("{}{path}", host.strip_prefix("www.").unwrap_or(&host))
}

/// An outlet's name as it is kept: domains and addresses as bare hosts, other names as they are.
pub(super) fn outlet(name: &str) -> Box<str> {
    let name = name.trim();
    let looks_like_host = is_url(name) || is_domain(name);
    looks_like_host.then(|| of(name)).flatten().map_or_else(|| name.into(), String::into_boxed_str)
}

/// Whether the text has the form of a domain name: labels of letters, digits and hyphens, parted by dots.
fn is_domain(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        let cases = [
            ("https://www.BBC.co.uk/news?id=1", Some("bbc.co.uk")),
            ("http://user@cnn.com:8080/a", Some("cnn.com")),
            ("//example.org/x", Some("example.org")),
            ("nytimes.com/2020/01", Some("nytimes.com")),
            ("https://localhost/x", None),
            ("not an address", None),
            ("", None),
        ];
        for (url, host) in cases {
            assert_eq!(of(url).as_deref(), host, "{url}");
        }
    }

    #[test]
    fn outlets_are_hosts_or_names() {
        let cases = [
            ("www.foxnews.com", "foxnews.com"),
            ("https://www.foxnews.com/", "foxnews.com"),
            (" The New York Times ", "The New York Times"),
            ("St. Louis Post-Dispatch", "St. Louis Post-Dispatch"),
            ("U.S.", "U.S."),
        ];
        for (name, expected) in cases {
            assert_eq!(&*outlet(name), expected);
        }
    }
}
