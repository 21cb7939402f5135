//! The program itself, alone and beside its replicas: who fetches the updates, webhooks, health, and what whoever runs
//! it does at the command line.
//!
//! What needs PostgreSQL runs when `ESIJ_TEST_POSTGRES` holds the address of a server on which databases may be made;
//! otherwise it says that it did not run.

mod balancer;
mod fixture;
mod health;
mod polling;
mod webhook;
