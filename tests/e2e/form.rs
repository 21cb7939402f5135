//! The idea form as an entrepreneur fills it in.

use crate::support::Person;

/// Up to and including the summary, with everything filled in and no attachment.
pub(crate) async fn fill_in(person: &Person<'_>, title: &str) {
    person.says("/idee").await;
    person.taps("Ja, begin").await;
    person.says("Sanne de Wit").await;
    person.says("De Wit Branders").await;
    person.taps("Velsen").await;
    person.taps("Onderwijs en arbeidsmarkt").await;
    person.says(title).await;
    person.says("Leerlingen bouwen met ons een brander voor waterstof, van tekening tot proef.").await;
    person.taps("Overslaan").await;
    person.taps("Overslaan").await;
    person.taps("Overslaan").await;
    person.says("sanne@dewitbranders.nl").await;
    person.taps("Klaar").await;
    assert!(person.last_heard().contains(title), "{}", person.sees());
}
