//! What the store and the turn promise, on SQLite and on PostgreSQL alike.
//!
//! The PostgreSQL half runs when `ESIJ_TEST_POSTGRES` holds the address of a server on which databases may be made,
//! such as `postgres://postgres@127.0.0.1:5432/postgres`; otherwise it says that it did not run.

mod agenda;
mod backup;
mod fixture;
mod health;
mod keeping;
mod learning;
mod letters;
mod looking;
mod mailbox;
mod migrations;
mod outbox;
mod pairing;
mod topics;
mod trouble;
mod turns;

/// Each of the functions as a test on either database.
macro_rules! contract {
    ($($room:ident: $($name:ident),+;)+) => {
        mod sqlite {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::fixture::on_sqlite(crate::$room::$name).await;
            })+)+
        }
        mod postgres {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::fixture::on_postgres(stringify!($name), crate::$room::$name).await;
            })+)+
        }
    };
}

contract! {
    health: the_figures_tell_how_it_stands, a_manager_who_takes_nothing_is_known;
    turns: an_update_is_handled_once, a_session_is_remembered, turns_of_one_chat_follow_each_other,
        each_reference_is_given_once, a_long_answer_is_cut, a_panic_is_parked_with_an_apology,
        a_refused_turn_is_parked, an_unreadable_session_starts_anew, erasing_leaves_the_reference_only,
        the_year_is_that_of_the_ijmond;
    outbox: a_chat_is_served_in_order, a_lease_ends, a_retry_holds_its_chat_and_parking_frees_it,
        the_receipt_comes_once, messages_that_arrive_together_are_each_marked,
        the_receipt_follows_the_last_text, leads_wait_for_a_manager,
        a_moved_group_gets_its_messages, what_cannot_be_read_is_parked, a_blocked_person_is_known,
        two_workers_never_claim_the_same, who_lost_a_claim_changes_nothing, all_or_none_are_put_back,
        what_is_held_up_is_told, who_comes_back_gets_what_was_missed;
    learning: what_is_taught_is_kept, what_is_taught_again_counts, an_erasure_cuts_the_link, all_count_the_same_rows,
        a_count_is_read_by_its_days, what_was_not_answered_is_told, a_lesson_is_learned_while_the_bot_runs;
    pairing: a_code_works_once_and_for_an_hour, what_waited_goes_to_the_first_and_back,
        a_paired_group_keeps_its_place_when_it_moves;
    mailbox: a_letter_counts_as_a_delivery, letters_have_an_order, an_erased_lead_has_no_letter;
    agenda: two_replicas_tell_once, what_waits_is_reminded_of_again, what_is_done_with_is_not_reminded_of,
        a_digest_that_was_missed_comes_until_friday, a_week_is_counted_from_monday_to_monday;
    looking: lists_show_what_there_is, lists_forget_who_erased_everything, an_overview_knows_who_touched_first,
        the_managers_are_those_of_the_operator_and_of_the_store, an_overview_waits_as_a_recipe;
    letters: letters_that_cross_keep_their_order, a_letter_in_hand_keeps_its_place,
        a_reply_to_a_copy_finds_its_lead;
    keeping: what_is_old_is_forgotten, a_restart_finds_everything, a_newer_schema_is_left_alone;
    topics: each_lead_has_one_topic_in_a_group, a_group_is_known_by_what_is_said_of_it_last,
        a_group_that_moves_leaves_topics_and_numbers_behind;
    migrations: every_schema_comes_up_to_date, a_command_leaves_the_schema_as_it_is;
}
