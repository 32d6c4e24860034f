/* Starts a loopback server for a cmocka test and stops it again. */
#ifndef LOOPBACK_SERVER_H
#define LOOPBACK_SERVER_H

#include "../unit/check.h"

#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct server {
    pid_t pid;
    int port;
};

/* argv ends with NULL; the program prints its port as its first line. */
static inline struct server server_start(const char *const *argv)
{
    struct server server = {0};
    int fds[2];
    char *const *arguments;
    memcpy(&arguments, &argv, sizeof arguments); /* posix_spawn does not change them */
    posix_spawn_file_actions_t actions;
    assert_int_equal(pipe(fds), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fds[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, fds[0]);
    posix_spawn_file_actions_addclose(&actions, fds[1]);
    assert_int_equal(posix_spawn(&server.pid, argv[0], &actions, NULL, arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(fds[1]);
    FILE *output = fdopen(fds[0], "r");
    assert_int_equal(fscanf(output, "%d", &server.port), 1);
    fclose(output);
    return server;
}

static inline void server_stop(struct server *server)
{
    kill(server->pid, SIGTERM);
    waitpid(server->pid, NULL, 0);
}

#endif
