//! What the programme manager hears without asking, and what they can do with it.

use std::sync::Arc;

use chrono::{DateTime, Datelike, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Amsterdam;
use esij_bot::agenda::{Agenda, Did};
use esij_bot::brain::BrainCell;
use esij_bot::ideas::ChatId;
use esij_bot::settings::AgendaSettings;
use tokio::sync::Notify;

use crate::form::fill_in;
use crate::operator::sql;
use crate::support::{BRAIN, MANAGER, Town};

/// Nine o'clock on the last Tuesday, so that what is put into the outbox then is due by now.
fn tuesday() -> DateTime<Utc> {
    let mut day = Utc::now().with_timezone(&Amsterdam).date_naive() - TimeDelta::days(1);
    while day.weekday() != Weekday::Tue {
        day -= TimeDelta::days(1);
    }
    let nine = day.and_hms_opt(9, 0, 0).expect("a time");
    Amsterdam.from_local_datetime(&nine).earliest().expect("it exists").to_utc()
}

#[tokio::test]
async fn a_manager_is_told_of_the_week_and_answers_a_reminder() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.taps("Versturen").await;
    let tuesday = tuesday();
    let submitted = (tuesday - TimeDelta::days(8)).timestamp_millis();
    sql(town.folder(), "bot.db", format!("UPDATE leads SET submitted = {submitted}")).await;
    let agenda = Agenda {
        store: town.store().clone(),
        brain: BrainCell::new(Arc::clone(&BRAIN)),
        manager_chats: vec![ChatId(MANAGER)],
        settings: AgendaSettings::default(),
        wake: Arc::new(Notify::new()),
    };
    assert_eq!(agenda.step(tuesday).await.expect("the database works"), Did { digest: true, reminded: 1 });
    assert_eq!(agenda.step(tuesday).await.expect("the database works"), Did::default());
    town.quiet().await;

    let manager = town.manager();
    let [.., digest, reminder] = &manager.account.messages()[..] else { panic!("{}", manager.sees()) };
    assert!(digest.text.contains("Weekoverzicht"), "{}", manager.sees());
    let command = digest.text.lines().find_map(|line| line.strip_prefix("• ")?.strip_suffix(": 8 dagen"));
    let command = command.expect("what waits is named").to_owned();
    assert!(reminder.text.contains("wacht al 8 dagen"), "{}", manager.sees());

    manager.does(|account| account.reply_to(reminder.message_id, "Ik bel u morgen.")).await;
    assert!(sanne.last_heard().contains("Ik bel u morgen."), "{}", sanne.sees());
    let cards = manager.heard_times("De waterstofbrander");
    manager.says(&command).await;
    assert_eq!(manager.heard_times("De waterstofbrander"), cards + 1, "{}", manager.sees());
    town.finish().await;
}
