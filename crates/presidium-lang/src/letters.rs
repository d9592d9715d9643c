//! Letters that look like letters of another script: a Cyrillic `а` and a Latin `a`.
//!
//! By the rules of Unicode Technical Standard 39, which `unicode-security` holds.

use unicode_script::{Script, UnicodeScript};

/// Letters of other scripts that a Latin letter can be taken for.
const LIKE_LATIN: &str = "аеорсухіјѕһАВЕКМНОРСТХІЈЅαονρτυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";

/// A name reduced to what a reader sees.
pub fn skeleton(name: &str) -> String {
    unicode_security::skeleton(name).collect()
}

/// Do two different names look the same?
pub fn look_alike(a: &str, b: &str) -> bool {
    a != b && !(a.is_ascii() && b.is_ascii()) && skeleton(a) == skeleton(b)
}

/// The first letter that tells two look-alikes apart, in words: "the `а` of the first is a Cyrillic letter …".
pub fn difference(a: &str, b: &str) -> Option<String> {
    let (first, second) = a.chars().zip(b.chars()).find(|(x, y)| x != y)?;
    Some(format!("its `{first}` is a {} letter, not the {} `{second}`", script(first), script(second)))
}

/// A letter of a name that looks like one of the script of its neighbours, in words.
pub fn stranger(name: &str) -> Option<String> {
    let (latin, other): (Vec<char>, Vec<char>) =
        name.chars().filter(|c| c.is_alphabetic()).partition(|c| c.script() == Script::Latin);
    let common = other.first()?;
    if latin.len() >= other.len() {
        let stranger = other.iter().find(|c| skeleton(&c.to_string()).chars().all(|s| s.is_ascii_alphabetic()))?;
        return Some(format!("`{stranger}` is a {} letter among Latin ones", script(*stranger)));
    }
    let like = |c: &char| {
        let seen = skeleton(&c.to_string());
        LIKE_LATIN.chars().any(|other| other.script() == common.script() && skeleton(&other.to_string()) == seen)
    };
    let stranger = latin.iter().find(|c| like(c))?;
    Some(format!("`{stranger}` is a Latin letter among {} ones", script(*common)))
}

fn script(letter: char) -> &'static str {
    letter.script().full_name()
}
