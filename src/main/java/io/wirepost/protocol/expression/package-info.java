/**
 * Expressions over a frame, in the Common Expression Language (CEL): which frames a rule
 * is for, what is answered, who sent it. CEL's compiler parses and checks them; the tree
 * that results is evaluated here, in a bounded number of steps, on event loops.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("expression")
package io.wirepost.protocol.expression;
