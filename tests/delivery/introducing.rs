//! What people see of the bot before they talk to it.

use esij_bot::emulator::{Fault, FaultKind, PersonSpec};
use esij_bot::telegram::Profile;
use esij_bot::texts::Locale;

use crate::fixture::Bot;

fn profile(locale: Locale, idea: &'static str, description: &str) -> Profile {
    Profile {
        locale,
        commands: vec![(idea, idea.to_uppercase()), ("help", "HELP".to_owned())],
        description: description.to_owned(),
        short_description: format!("{description}!"),
    }
}

#[tokio::test]
async fn everybody_sees_their_own_language() {
    let bot = Bot::start().await;
    // One part that fails keeps the others from nothing.
    bot.emulator.inject(Fault::new(FaultKind::BadGateway).on("setMyDescription").times(1));
    bot.api.introduce(&[profile(Locale::Nl, "idee", "Dag"), profile(Locale::En, "idea", "Hello")]).await;

    let dutch = bot.emulator.person(PersonSpec::new(101, "Anna"));
    let english = bot.emulator.person(PersonSpec::new(102, "Bart").language("en"));
    let german = bot.emulator.person(PersonSpec::new(103, "Cora").language("de"));
    for (person, first) in [(&dutch, "idee"), (&english, "idea"), (&german, "idee")] {
        let menu: Vec<_> = person.menu().into_iter().map(|entry| entry.command).collect();
        assert_eq!(menu, [first, "help"]);
    }
    let [_, description, short] = bot.emulator.bot_texts("en");
    assert_eq!((description.as_str(), short.as_str()), ("Hello", "Hello!"));
    let [_, description, short] = bot.emulator.bot_texts("nl");
    assert_eq!((description.as_str(), short.as_str()), ("", "Dag!"));

    let group = bot.emulator.group("Ondernemers", &[&dutch]);
    let menu: Vec<_> = dutch.in_group(&group).menu().into_iter().map(|entry| entry.command).collect();
    assert_eq!(menu, ["help"]);
}
