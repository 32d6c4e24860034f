/* nabz: see docs/ARCHITECTURE.md. */
#include "cmd/cmd.h"

int main(int argc, char **argv)
{
    return command_main(argc, argv);
}
