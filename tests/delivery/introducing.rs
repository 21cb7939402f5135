//! What people see of the bot before they talk to it.

use esij_bot::emulator::{Fault, FaultKind, PersonSpec};
use esij_bot::ideas::ChatId;
use esij_bot::telegram::{DeskMenus, Profile};
use esij_bot::texts::Locale;

use crate::fixture::Bot;

fn profile(locale: Locale, idea: &'static str, description: &str) -> Profile {
    Profile {
        locale,
        commands: vec![(idea, idea.to_uppercase()), ("help", "HELP".to_owned())],
        desk_commands: vec![("overzicht", "OVERZICHT".to_owned()), (idea, idea.to_uppercase())],
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

#[tokio::test]
async fn a_managers_chat_has_a_menu_of_its_own_for_as_long_as_it_is_one() {
    let bot = Bot::start().await;
    let profiles = [profile(Locale::Nl, "idee", "Dag"), profile(Locale::En, "idea", "Hello")];
    bot.api.introduce(&profiles).await;
    let wouter = bot.emulator.person(PersonSpec::new(900, "Wouter"));
    let mary = bot.emulator.person(PersonSpec::new(901, "Mary").language("en"));
    for person in [&wouter, &mary] {
        person.send_command("start");
    }
    let team = bot.emulator.group("Team", &[&wouter]);
    let first = |person: &esij_bot::emulator::Account| person.menu().first().expect("a menu").command.clone();
    let mut menus = DeskMenus::new(bot.api.clone(), profiles.to_vec());

    // The first chat's menu fails; the others have theirs.
    bot.emulator.inject(Fault::new(FaultKind::BadGateway).on("setMyCommands").times(1));
    let all = [ChatId(900), ChatId(901), ChatId(team.id())];
    menus.round(&all).await;
    assert_eq!((first(&wouter), first(&mary)), ("idee".to_owned(), "overzicht".to_owned()));
    assert_eq!(mary.menu()[1].command, "idea");

    let calls = |method: &str| bot.emulator.counts().calls.get(method).copied().unwrap_or_default();
    let before = calls("setMyCommands");
    for _ in 0..40 {
        menus.round(&all).await;
    }
    assert_eq!(
        calls("setMyCommands") - before,
        2,
        "who has a menu is left alone, and the other is not asked all the time"
    );
    assert_eq!((first(&wouter), first(&wouter.in_group(&team))), ("overzicht".to_owned(), "overzicht".to_owned()));

    menus.round(&all[..1]).await;
    assert_eq!((first(&wouter), first(&mary)), ("overzicht".to_owned(), "idea".to_owned()));
}
