/**
 * Splits the functions of a WebAssembly module that would become JVM methods larger than HotSpot compiles.
 *
 * <p>A JVM method holds 64 KB of bytecode, and HotSpot leaves one of more than 8,000 bytes to its interpreter. PostgreSQL's
 * grammar action switch is 102 KB. Chicory interprets what does not fit, a hundred times slower. Here such a function is
 * cut into a main part and further functions, between which a program counter says where to go on:
 *
 * <ol>
 *   <li>{@link io.ddlguard.pgparser.build.split.CodeReader} reads the body into a tree of {@code Insn};
 *   <li>{@link io.ddlguard.pgparser.build.split.Linearizer} takes large blocks apart into {@code Atom}s: pieces between
 *       which the operand stack is empty;
 *   <li>{@link io.ddlguard.pgparser.build.split.Liveness} finds the locals that each atom needs;
 *   <li>{@link io.ddlguard.pgparser.build.split.Partition} deals the atoms out to parts;
 *   <li>{@link io.ddlguard.pgparser.build.split.PartWriter} writes each part as a function.
 * </ol>
 *
 * Indices of existing functions, types and globals stay as they are; new ones are appended.
 */
package io.ddlguard.pgparser.build.split;
